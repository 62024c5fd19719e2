/** Activities of a job by a plan, which answer what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { BulkBatchAnswer, BulkNext } from '../../activities/bulk/contract.ts';
import type { BeginResult, Stamped } from '../../activities/contract.ts';
import type { Activities } from '../../activities/index.ts';
import { type StampedRef, stampOf } from '../../workflows/contract.ts';

export interface BulkScript {
  readonly begin?: 'over';
  /** What is to be done next, in this order; after the last one the job is over. */
  readonly next: readonly BulkNext[];
  /** What a batch answers, by its number; default: that it is done. */
  readonly batches?: Readonly<Record<number, BulkBatchAnswer | 'defect' | 'forged' | 'lease lost'>>;
  /** The first attempt at every batch gets lost, as with a worker that died. */
  readonly cutOff?: true;
  /** Operations of their own cannot be begun: a defect of theirs. */
  readonly aloneFails?: true;
  /** Somebody changes the job while it waits. */
  readonly changed?: true;
}

type BulkActivity = 'beginBulk' | 'nextWave' | 'pauseBulk' | 'begin';

export interface BulkRecording {
  /** What the workflow did, in order: `begin`, `next`, `work 1.2` (wave and batch), `alone 7`, `pause` … */
  readonly calls: string[];
}

/** @param signal tells the workflow that the job was changed. */
export function scriptedBulk(
  script: BulkScript,
  signal: () => Promise<void>,
): {
  activities: Pick<Activities, BulkActivity>;
  batches: Pick<Activities, 'runBulkBatch'>;
  recording: BulkRecording;
} {
  const recording: BulkRecording = { calls: [] };
  const next = [...script.next];
  const tried = new Set<string>();
  const activities: Pick<Activities, BulkActivity> = {
    async beginBulk(ref) {
      recording.calls.push('begin');
      return stamped('begin', ref, { state: script.begin ?? 'ready' });
    },
    async nextWave(ref) {
      recording.calls.push('next');
      const answer: BulkNext = next.shift() ?? { state: 'over' };
      if (answer.state === 'wait' && script.changed) await signal();
      return stamped('wave', ref, answer);
    },
    async pauseBulk(ref) {
      recording.calls.push(`pause: ${ref.detail}`);
      return stamped('wave', ref, undefined);
    },
    /** That of an operation of its own, which has nothing left to do. */
    async begin(ref): Promise<Stamped<BeginResult>> {
      recording.calls.push(`alone ${ref.resourceId}`);
      if (script.aloneFails) throw ApplicationFailure.create({ type: 'Broken', nonRetryable: true });
      return stamped('begin', ref, { state: 'over' });
    },
  };
  const batches: Pick<Activities, 'runBulkBatch'> = {
    async runBulkBatch(ref) {
      const name = `${ref.wave}.${ref.batch}`;
      recording.calls.push(`work ${name}`);
      if (script.cutOff && !tried.has(name)) {
        tried.add(name);
        throw ApplicationFailure.create({ type: 'StepInterrupted' });
      }
      const answer = script.batches?.[ref.batch] ?? { doubtful: [], stop: false };
      if (answer === 'defect') throw failure('StepDefect', 'work failed 15 times');
      if (answer === 'lease lost') throw failure('LeaseLost', 'job 1 no longer holds the lease');
      const asked = answer === 'forged' ? { ...ref, jobId: ref.jobId + 1 } : ref;
      return stamped('work', asked, answer === 'forged' ? { doubtful: [], stop: false } : answer);
    },
  };
  return { activities, batches, recording };
}

function failure(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

function stamped<Result>(step: string, ref: StampedRef, result: Result): Stamped<Result> {
  return { stamp: stampOf(step, ref), result };
}
