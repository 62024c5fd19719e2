/** The workflow of a request for consent: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { APPROVAL_SCENARIOS } from './approval-scenarios.ts';
import { REVIEW_SCENARIOS } from './review-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('requests for consent as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, calls, answers } of APPROVAL_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playApproval(script);
      assert.deepEqual(played.calls, calls);
      assert.deepEqual(played.answers, answers);
    });
  }

  for (const { title, script, waitsS, runs } of REVIEW_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playReview(script);
      assert.deepEqual(played.waitsS, waitsS);
      assert.equal(played.histories.length, runs);
    });
  }
});
