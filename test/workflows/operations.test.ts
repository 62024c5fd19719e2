/** The workflows of verify, rotate, reconcile and discover: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SCENARIOS } from './scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('operations as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, operation, script, calls, ends } of SCENARIOS) {
    it(title, async () => {
      const played = await environment.play(operation, script);
      assert.deepEqual(played.calls, calls);
      if (ends === null) {
        assert.equal(played.concluded, undefined);
        return;
      }
      assert.ok(played.concluded, 'the operation was concluded');
      const { outcome, move, proven } = played.concluded;
      assert.deepEqual(
        { status: outcome.status, ...('code' in outcome ? { code: outcome.code } : {}), move, proven },
        ends,
      );
    });
  }
});
