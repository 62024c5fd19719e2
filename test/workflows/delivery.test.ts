/** The workflows of deliveries to log collectors and notification channels: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DELIVERY_SCENARIOS } from './delivery-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('deliveries as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, activity, waitsS, runs } of DELIVERY_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playDelivery(script, activity);
      assert.deepEqual(played.waitsS, waitsS);
      assert.equal(played.histories.length, runs);
    });
  }
});
