/** What every operation shares: it waits for its turn, does its work under the lease, and always ends. */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  proxyActivities,
  type RetryPolicy,
  sleep,
} from '@temporalio/workflow';
import type { ConcludeRef, OperationRef, Plan, StepRef, TargetAnswer } from '../activities/contract.ts';
import type { Activities } from '../activities/index.ts';
import type { ItemOutcome, JobOperation, StepName } from '../domain/job.ts';
import type { OperationInput } from './contract.ts';

/** Until the store answers again; only a lost lease is final. */
const UNTIL_STORED: RetryPolicy = {
  initialInterval: '200ms',
  maximumInterval: '15s',
  nonRetryableErrorTypes: ['LeaseLost'],
};

const HEARTBEAT = '10s';

/** Steps that only read and write the store: repeated until they succeed, harmless to repeat. */
export const records = proxyActivities<Pick<Activities, 'begin' | 'stage' | 'promote' | 'conclude'>>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: HEARTBEAT,
  retry: UNTIL_STORED,
});

/** Calls at the target that change it: never repeated by Temporal, since a lost answer is a doubt to settle. */
export function changes(plan: Plan) {
  return proxyActivities<Pick<Activities, 'apply'>>({
    startToCloseTimeout: plan.targetCallMs + 30_000,
    heartbeatTimeout: HEARTBEAT,
    retry: { maximumAttempts: 1 },
  });
}

/** Calls at the target that may be repeated; few times, so that a dying worker costs no lock-out. */
export function tries(plan: Plan) {
  return proxyActivities<Pick<Activities, 'tryLogin' | 'removeOld'>>({
    startToCloseTimeout: plan.targetCallMs + 30_000,
    heartbeatTimeout: HEARTBEAT,
    retry: { maximumAttempts: 3, initialInterval: '500ms', nonRetryableErrorTypes: ['LeaseLost'] },
  });
}

export type Verdict = Pick<ConcludeRef, 'outcome' | 'move' | 'proven'>;

/** Names a step and counts how often it has been taken. */
export type TakeStep = (step: StepName) => StepRef;

/** The work of one operation, once it holds the lease. It throws nothing but a lost lease. */
export type Work = (take: TakeStep, plan: Plan) => Promise<Verdict>;

/** Times to wait for a busy resource: short at first, then every ten seconds, half an hour in all. */
const BUSY_WAITS_MS = [250, 500, 1_000, 2_000, 5_000];
const BUSY_ROUNDS = 180;

/** Runs an operation to its end. Nothing from outside cuts it short: cancellation is asked for in the store. */
export function runOperation(input: OperationInput, operation: JobOperation, work: Work): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    const ref: OperationRef = { ...input, operation };
    const rounds = new Map<StepName, number>();
    const count = (step: StepName) => {
      rounds.set(step, (rounds.get(step) ?? 0) + 1);
      return rounds.get(step) ?? 1;
    };
    for (let turn = 0; turn < BUSY_ROUNDS; turn += 1) {
      const start = await records.begin({ ...ref, round: count('begin') });
      if (start.state === 'over') return;
      if (start.state === 'busy') {
        await sleep(BUSY_WAITS_MS[turn] ?? 10_000);
        continue;
      }
      const { leaseToken, credentialId } = start;
      const take: TakeStep = (step) => ({ ...ref, leaseToken, credentialId, round: count(step) });
      try {
        const verdict: Verdict =
          start.state === 'refused'
            ? { outcome: start.outcome, move: 'none', proven: false }
            : await work(take, start.plan);
        await records.conclude({ ...take('finish'), ...verdict });
        return;
      } catch (error) {
        // Another job took the resource while this one was cut off: it waits for its turn again.
        if (!isLeaseLost(error)) throw error;
      }
    }
    await records.conclude({ ...ref, ...NEVER_HAD_ITS_TURN, credentialId: 0, round: count('finish') });
  });
}

const NEVER_HAD_ITS_TURN = {
  leaseToken: null,
  move: 'none',
  proven: false,
  outcome: {
    status: 'failed',
    code: 'resource_busy',
    effect: 'none',
    message: 'other jobs held the resource for half an hour',
  },
} as const satisfies Verdict & { leaseToken: null };

/**
 * The answer of a call at the target. A call that was cut off (its worker died, or took too long)
 * answers too: with `unknown`, since nobody can say what it did.
 * @throws ActivityFailure of a lost lease.
 */
export async function answered(call: Promise<TargetAnswer>): Promise<TargetAnswer> {
  try {
    return await call;
  } catch (error) {
    if (isLeaseLost(error)) throw error;
    return { ok: false, code: 'internal', effect: 'unknown', message: 'the call was cut off before it answered' };
  }
}

export type Refusal = Extract<TargetAnswer, { ok: false }>;

export function failedBy({ code, effect, message }: Refusal): ItemOutcome {
  return { status: 'failed', code, effect, message };
}

function isLeaseLost(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === 'LeaseLost'
  );
}
