/** The workflow of jobs by a plan: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Worker } from '@temporalio/worker';
import { BULK_SCENARIOS } from './bulk-scenarios.ts';
import { WorkflowEnvironment } from './workflow-environment.ts';

describe('jobs by a plan as workflows', () => {
  let environment: WorkflowEnvironment;

  before(async () => {
    environment = await WorkflowEnvironment.start();
  });

  after(() => environment.stop());

  for (const { title, script, runs, calls } of BULK_SCENARIOS) {
    it(title, async () => {
      const played = await environment.playBulk(script);
      assert.deepEqual(settled(played.calls), settled(calls));
      assert.equal(played.histories.length, runs);
    });
  }

  it('bulk: so many operations of their own as one run has room for, and the rest in the next', async () => {
    const handsOn = (first: number) => ({
      doubtful: Array.from({ length: 1_000 }, (_, at) => first + at),
      stop: false,
    });
    const wave = (...batches: readonly number[]) => ({ state: 'work', wave: 1, batches }) as const;
    // Batch 3 has not begun when the run is full: the next run is told of it.
    const script = { next: [wave(1, 2, 3), wave(3)], batches: { 1: handsOn(1), 2: handsOn(1_001) } };
    const { calls, histories } = await environment.playBulk(script);
    assert.equal(histories.length, 2);
    const alone = calls.filter((call) => call.startsWith('alone')).length;
    assert.ok(alone > 200 && alone < 1_500, `${alone} of 2000 were begun in one run`);
    assert.deepEqual(calls.slice(calls.lastIndexOf('begin')), ['begin', 'next', 'work 1.3', 'next']);
    for (const { events = [] } of histories) assert.ok((events ?? []).length < 5_000, `${events?.length} events`);
    const { bundle: workflowBundle } = environment;
    for (const history of histories) await Worker.runReplayHistory({ workflowBundle }, history);
  });
});

/** Batches of one wave are worked on at once: which of them comes first is left to chance. */
function settled(calls: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const call of calls) {
    if (call === 'begin' || call === 'next') parts.push([call], []);
    else parts.at(-1)?.push(call);
  }
  return parts.map((part) => part.toSorted());
}
