/** The workflow of jobs on the ledger: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { LEDGER_SCENARIOS } from './ledger-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('jobs on the ledger as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, runs, calls, ends } of LEDGER_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playLedgerJob(script);
      assert.deepEqual(played.calls, calls);
      assert.equal(played.histories.length, runs);
      assert.deepEqual(played.histories.flatMap(waitsIn), script.waitsMs ?? []);
      if (ends === null) {
        assert.equal(played.concluded, undefined);
        return;
      }
      assert.ok(played.concluded, 'the job was concluded');
      const { status, code, done, total, summary } = played.concluded;
      assert.deepEqual({ status, code, done, total, summary }, ends);
    });
  }
});

/** How long the workflow has waited, each time. */
function waitsIn({ events }: History): number[] {
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) => {
    const { seconds, nanos } = timer?.startToFireTimeout ?? {};
    return timer ? [Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000] : [];
  });
}
