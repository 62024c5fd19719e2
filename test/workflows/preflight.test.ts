/** The workflow that makes a plan: every turn. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PREFLIGHT_SCENARIOS } from './preflight-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('making a plan as a workflow', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, runs, calls, ends } of PREFLIGHT_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playPreflight(script);
      assert.deepEqual(played.calls, calls);
      assert.equal(played.histories.length, runs);
      const { status, code, message } = played.concluded ?? {};
      assert.deepEqual(played.concluded ? { status, code, message } : null, ends);
    });
  }
});
