/** Activities that answer what a script says, so that every turn a workflow can take is taken. */

import { ApplicationFailure } from '@temporalio/common';
import type { BeginResult, ConcludeRef, Plan, StageResult, Stamped, TargetAnswer } from '../../activities/contract.ts';
import type { Activities } from '../../activities/index.ts';
import type { ItemFailureCode } from '../../domain/job.ts';
import type { ProbedVersion } from '../../domain/rotation.ts';
import type { Effect } from '../../domain/target-failure.ts';
import { type StampedRef, stampOf } from '../../workflows/contract.ts';

export const OK: TargetAnswer = { ok: true };

export function refusal(code: ItemFailureCode, effect: Effect = 'none'): TargetAnswer {
  return { ok: false, code, effect, message: `the target says ${code}` };
}

/** Thrown for a call that never answers, as that of a worker that died. */
export const CUT_OFF = 'cut off';
export const LEASE_LOST = 'lease lost';
type Scripted<Result> = Result | typeof CUT_OFF | typeof LEASE_LOST;

export interface Script {
  /** `sent`: busy, and what the job has sent before is not settled. */
  readonly begin?: readonly (Exclude<BeginResult['state'], 'refused'> | 'sent')[];
  readonly plan?: Partial<Plan>;
  readonly stage?: StageResult['state'];
  /** Answers to one change after the other; the last one repeats. */
  readonly apply?: readonly Scripted<TargetAnswer>[];
  /** Answers to logins and looks by version, one after the other; the last one repeats. */
  readonly login?: Partial<Record<ProbedVersion, readonly Scripted<TargetAnswer>[]>>;
  readonly remove?: Scripted<TargetAnswer>;
  /** A step that fails for a reason of its own, however often it is repeated. */
  readonly defect?: 'stage';
  /** Answers of logins come from another job. */
  readonly forged?: true;
}

const PLAN: Plan = {
  changeBy: 'self',
  reconcileAccount: false,
  inheritsCandidate: false,
  own: 'nothing',
  removesOld: false,
  targetCallMs: 10_000,
  settleMs: 60_000,
};

export interface Recording {
  /** What the workflow did, in order: `apply self`, `probe candidate`, `conclude` … */
  readonly calls: string[];
  /** How it ended; undefined where it did not. */
  concluded: ConcludeRef | undefined;
}

type OperationActivity = 'begin' | 'look' | 'stage' | 'apply' | 'tryLogin' | 'promote' | 'removeOld' | 'conclude';

export function scriptedActivities(script: Script): {
  activities: Pick<Activities, OperationActivity>;
  recording: Recording;
} {
  const recording: Recording = { calls: [], concluded: undefined };
  const taken = new Map<string, number>();
  const next = <Result>(name: string, answers: readonly Result[] | undefined, otherwise: Result): Result => {
    const turn = taken.get(name) ?? 0;
    taken.set(name, turn + 1);
    return answers?.[Math.min(turn, answers.length - 1)] ?? otherwise;
  };
  const play = <Result>(scripted: Scripted<Result>): Result => {
    if (scripted === LEASE_LOST) throw ApplicationFailure.create({ type: 'LeaseLost', nonRetryable: true });
    if (scripted === CUT_OFF) throw ApplicationFailure.create({ type: 'Gone', nonRetryable: true });
    return scripted as Result;
  };
  const activities: Pick<Activities, OperationActivity> = {
    async begin(ref) {
      recording.calls.push('begin');
      const state = next('begin', script.begin, 'ready' as const);
      if (state === 'over') return stamped('begin', ref, { state });
      if (state === 'busy' || state === 'sent') {
        const reason = 'another job works on the resource';
        return stamped('begin', ref, { state: 'busy', reason, isSent: state === 'sent' });
      }
      return stamped('begin', ref, { state, leaseToken: 1, credentialId: 1, plan: { ...PLAN, ...script.plan } });
    },
    async stage(ref) {
      recording.calls.push('stage');
      if (script.defect === 'stage') throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
      return stamped('stage', ref, { state: script.stage ?? 'staged' });
    },
    async apply(ref) {
      recording.calls.push(`apply ${ref.by}`);
      return stamped('apply', ref, play(next('apply', script.apply, OK)));
    },
    async tryLogin(ref) {
      recording.calls.push(`${ref.step} ${ref.version}`);
      const answer = play(next(ref.version, script.login?.[ref.version], OK));
      return stamped(ref.step, script.forged ? { ...ref, jobId: ref.jobId + 1 } : ref, answer);
    },
    async look(ref) {
      recording.calls.push(`look ${ref.version}`);
      return stamped('look', ref, play(next(ref.version, script.login?.[ref.version], OK)));
    },
    async promote(ref) {
      recording.calls.push('promote');
      return stamped('promote', ref, undefined);
    },
    async removeOld(ref) {
      recording.calls.push('remove');
      return stamped('remove', ref, play(script.remove ?? OK));
    },
    async conclude(ref) {
      recording.calls.push('conclude');
      recording.concluded = ref;
      return stamped(ref.step, ref, undefined);
    },
  };
  return { activities, recording };
}

function stamped<Result>(step: string, ref: StampedRef, result: Result): Stamped<Result> {
  return { stamp: stampOf(step, ref), result };
}
