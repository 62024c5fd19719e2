/** What every operation shares: it waits for its turn, does its work under the lease, and always ends. */

import { ActivityFailure, ApplicationFailure, CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type {
  BeginResult,
  ChangeRef,
  ConcludeRef,
  LoginRef,
  LookRef,
  OperationRef,
  Plan,
  Stamped,
  StepRef,
  TargetAnswer,
} from '../activities/contract.ts';
import type { Activities } from '../activities/index.ts';
import type { ItemOutcome, StepName, TargetOperation } from '../domain/job.ts';
import { LEASE_LOST, type OperationInput } from './contract.ts';
import { resultOf, UNTIL_STORED } from './stamped-answer.ts';

const HEARTBEAT = '10s';

/** Steps that only read and write the store: repeated until they succeed, harmless to repeat. */
const storeSteps = proxyActivities<Pick<Activities, 'begin' | 'stage' | 'promote' | 'conclude'>>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: HEARTBEAT,
  retry: UNTIL_STORED,
});

export const records = {
  begin: async (ref: OperationRef & { readonly round: number }) => resultOf('begin', ref, await storeSteps.begin(ref)),
  stage: async (ref: StepRef) => resultOf('stage', ref, await storeSteps.stage(ref)),
  promote: async (ref: StepRef) => resultOf('promote', ref, await storeSteps.promote(ref)),
  conclude: async (ref: ConcludeRef) => resultOf(ref.step, ref, await storeSteps.conclude(ref)),
};

/** Calls at the target. They answer in any case; what was cut off answers `unknown`. @throws ActivityFailure of a lost lease. */
export function targetCalls(plan: Plan) {
  const limits = { startToCloseTimeout: plan.targetCallMs + 60_000, heartbeatTimeout: HEARTBEAT };
  // Never repeated by Temporal: a lost answer is a doubt to settle.
  const { apply } = proxyActivities<Pick<Activities, 'apply'>>({ ...limits, retry: { maximumAttempts: 1 } });
  // Few times, so that a dying worker costs no lock-out.
  const { tryLogin, removeOld } = proxyActivities<Pick<Activities, 'tryLogin' | 'removeOld'>>({
    ...limits,
    retry: { maximumAttempts: 3, initialInterval: '500ms' },
  });
  // What it stores it stores again, and each try logs in once.
  const { look } = proxyActivities<Pick<Activities, 'look'>>({
    startToCloseTimeout: plan.targetCallMs + 600_000,
    heartbeatTimeout: HEARTBEAT,
    retry: { maximumAttempts: 5, initialInterval: '1 second' },
  });
  return {
    look: (ref: LookRef) => answered('look', ref, look(ref)),
    apply: (ref: ChangeRef) => answered('apply', ref, apply(ref)),
    tryLogin: (ref: LoginRef) => answered(ref.step, ref, tryLogin(ref)),
    removeOld: (ref: ChangeRef) => answered('remove', ref, removeOld(ref)),
  };
}

/** A call that was cut off (its worker died, or took too long) answers too: nobody can say what it did. */
async function answered(step: StepName, ref: StepRef, call: Promise<Stamped<TargetAnswer>>): Promise<TargetAnswer> {
  try {
    return resultOf(step, ref, await call);
  } catch (error) {
    if (isLeaseLost(error)) throw error;
    return { ok: false, code: 'internal', effect: 'unknown', message: 'the call was cut off before it answered' };
  }
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
export function runOperation(input: OperationInput, operation: TargetOperation, work: Work): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    const ref: OperationRef = { ...input, operation };
    const rounds = new Map<StepName, number>();
    const count = (step: StepName) => {
      rounds.set(step, (rounds.get(step) ?? 0) + 1);
      return rounds.get(step) ?? 1;
    };
    let hadTurn = false;
    let wasSent = false;
    for (let turn = 0; turn < BUSY_ROUNDS; turn += 1) {
      const start = await records.begin({ ...ref, round: count('begin') });
      if (start.state === 'over') return;
      if (start.state === 'busy') {
        wasSent ||= start.isSent ?? false;
        await sleep(BUSY_WAITS_MS[turn] ?? 10_000);
        continue;
      }
      hadTurn = true;
      const { leaseToken, credentialId } = start;
      const take: TakeStep = (step) => ({ ...ref, leaseToken, credentialId, round: count(step) });
      try {
        await conclude(take, await verdictOf(start, take, work));
        return;
      } catch (error) {
        // Another job took the resource while this one was cut off: it waits for its turn again.
        if (!isLeaseLost(error)) throw error;
      }
    }
    const outcome = hadTurn ? LOST_ITS_TURN : wasSent ? LEFT_IN_DOUBT : NEVER_HAD_ITS_TURN;
    const none = { leaseToken: null, credentialId: 0, move: 'none', proven: false, step: 'finish' } as const;
    await records.conclude({ ...ref, ...none, outcome, round: count('finish') });
  });
}

/** A step that cannot be taken at all (a defect, a forged answer) ends the operation as unknown, with its reason. */
async function verdictOf(start: Started, take: TakeStep, work: Work): Promise<Verdict> {
  if (start.state === 'refused') return { outcome: start.outcome, move: 'none', proven: false };
  try {
    return await work(take, start.plan);
  } catch (error) {
    if (isLeaseLost(error) || !isFailure(error)) throw error;
    const message = `a step could not be taken: ${(error.cause ?? error).message}`;
    return {
      outcome: { status: 'unknown', code: 'internal', effect: 'unknown', message },
      move: 'none',
      proven: false,
    };
  }
}

function conclude(take: TakeStep, verdict: Verdict): Promise<void> {
  const step = verdict.move === 'promote_candidate' ? 'promote' : 'finish';
  return records.conclude({ ...take(step), ...verdict, step });
}

type Started = Extract<BeginResult, { state: 'refused' | 'ready' }>;

const NEVER_HAD_ITS_TURN: ItemOutcome = {
  status: 'failed',
  code: 'resource_busy',
  effect: 'none',
  message: 'other jobs held the resource for half an hour',
};
const LOST_ITS_TURN: ItemOutcome = {
  status: 'unknown',
  code: 'resource_busy',
  effect: 'unknown',
  message: 'another job took the resource while this one was cut off, and held it for half an hour',
};

/** By a batch, or by a run that was lost. */
const LEFT_IN_DOUBT: ItemOutcome = {
  status: 'unknown',
  code: 'resource_busy',
  effect: 'unknown',
  message:
    'a change was sent before; other jobs held the resource or its device for half an hour, so it was not settled',
};

export type Refusal = Extract<TargetAnswer, { ok: false }>;

export function failedBy({ code, effect, message }: Refusal): ItemOutcome {
  return { status: 'failed', code, effect, message };
}

function isFailure(error: unknown): error is ActivityFailure | ApplicationFailure {
  return error instanceof ActivityFailure || error instanceof ApplicationFailure;
}

function isLeaseLost(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === LEASE_LOST
  );
}
