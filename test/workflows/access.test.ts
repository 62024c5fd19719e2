/** The workflow of access for a time, and that of a secret that is handed over: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCESS_SCENARIOS, HAND_OVER_TITLE } from './access-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('access for a time as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, calls, runs } of ACCESS_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playAccess(script);
      assert.deepEqual(played.calls, calls);
      assert.equal(played.histories.length, runs);
    });
  }

  it(HAND_OVER_TITLE, async () => {
    await environment.playHandOver(2);
  });
});
