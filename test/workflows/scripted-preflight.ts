/** Activities of the job that makes a plan, which answer what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { Stamped } from '../../activities/contract.ts';
import type { Activities } from '../../activities/index.ts';
import type { PreflightConcludeRef } from '../../activities/preflight/contract.ts';
import { type StampedRef, stampOf } from '../../workflows/contract.ts';

export interface PreflightScript {
  /** How many resources the plan is about; `too many`: nobody may make such a plan. */
  readonly total: number | 'too many';
  /** From which on something is left, of a workflow that begins anew. Default: 1. */
  readonly next?: number;
  readonly begin?: 'over' | 'canceled';
  /** What the batch that begins there answers, instead of having done its part. */
  readonly batches?: Readonly<Record<number, 'canceled' | 'over' | 'defect' | 'forged'>>;
  readonly seal?: 'canceled' | 'over';
  /** The first attempt at every batch gets lost, as with a worker that died. */
  readonly cutOff?: true;
}

type PreflightActivity = 'beginPreflight' | 'sealPlan' | 'concludePreflight';

export interface PreflightRecording {
  /** What the workflow did, in order: `begin`, `work 1-200`, `seal` … */
  readonly calls: string[];
  /** How it ended without a plan; undefined where it did not. */
  concluded: PreflightConcludeRef | undefined;
}

export function scriptedPreflight(script: PreflightScript): {
  activities: Pick<Activities, PreflightActivity>;
  batches: Pick<Activities, 'preflightBatch'>;
  recording: PreflightRecording;
} {
  const recording: PreflightRecording = { calls: [], concluded: undefined };
  const tried = new Set<number>();
  const activities: Pick<Activities, PreflightActivity> = {
    async beginPreflight(ref) {
      recording.calls.push('begin');
      if (script.begin) return stamped('begin', ref, { state: script.begin });
      if (script.total === 'too many') throw defect('too_many', 'choose fewer');
      return stamped('begin', ref, { state: 'ready', next: script.next ?? 1, total: script.total });
    },
    async sealPlan(ref) {
      recording.calls.push('seal');
      return stamped('finish', ref, { state: script.seal ?? 'sealed' });
    },
    async concludePreflight(ref) {
      recording.calls.push('conclude');
      recording.concluded = ref;
      return stamped('finish', ref, undefined);
    },
  };
  const batches: Pick<Activities, 'preflightBatch'> = {
    async preflightBatch(ref) {
      recording.calls.push(`work ${ref.first}-${ref.last}`);
      if (script.cutOff && !tried.has(ref.first)) {
        tried.add(ref.first);
        throw ApplicationFailure.create({ type: 'StepInterrupted' });
      }
      const answer = script.batches?.[ref.first];
      if (answer === 'defect') throw defect('internal', 'the step failed 15 times');
      const asked = answer === 'forged' ? { ...ref, jobId: ref.jobId + 1 } : ref;
      return stamped('work', asked, { state: answer === 'canceled' || answer === 'over' ? answer : 'done' });
    },
  };
  return { activities, batches, recording };
}

function defect(code: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'StepDefect', message, details: [code], nonRetryable: true });
}

function stamped<Result>(step: string, ref: StampedRef, result: Result): Stamped<Result> {
  return { stamp: stampOf(step, ref), result };
}
