/** The workflow of jobs by a plan: every turn, in skipped time. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
