/** Makes a plan: chooses its resources, looks at them batch after batch, and seals what was found. */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { PreflightConcludeRef, PreflightRef } from '../activities/preflight/contract.ts';
import { BULK_QUEUE, type BulkJobInput, STEP_DEFECT } from './contract.ts';
import { resultOf, UNTIL_STORED } from './stamped-answer.ts';

/** A few seconds of work where targets answer: somebody who asks to stop is heard soon, and histories stay small. */
const BATCH = 200;
/** A run's history stays small; the next run of the same job goes on where it stands. */
const BATCHES_A_RUN = 50;

const { beginPreflight, sealPlan, concludePreflight } = proxyActivities<
  Pick<Activities, 'beginPreflight' | 'sealPlan' | 'concludePreflight'>
>({ startToCloseTimeout: '10 minutes', heartbeatTimeout: '10s', retry: UNTIL_STORED });

const { preflightBatch } = proxyActivities<Pick<Activities, 'preflightBatch'>>({
  taskQueue: BULK_QUEUE,
  // Of targets that are away, each takes as long as its platform allows.
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '10s',
  retry: UNTIL_STORED,
});

/** What is left to look at: positions in the plan. */
interface Rest {
  readonly next: number;
  readonly total: number;
}

export interface PreflightInput extends BulkJobInput {
  /** Where an earlier run of the same job has stopped; left out at the beginning. */
  readonly resume?: Rest;
}

/** Nothing from outside cuts it short: cancellation is asked for in the store, and seen between some resources. */
export async function runPreflight(input: PreflightInput): Promise<void> {
  const rest = await CancellationScope.nonCancellable(() => run(input));
  if (rest) await continueAsNew<typeof runPreflight>({ ...input, resume: rest });
}

/** @returns where the next run begins; null where the job has ended. */
async function run({ resume, ...job }: PreflightInput): Promise<Rest | null> {
  try {
    return await work(job, resume);
  } catch (error) {
    const { code, message } = reasonOf(error);
    await conclude({ ...job, round: FAILED, status: 'failed', code, message });
    return null;
  }
}

/** Steps are told apart by their rounds: the plan is sealed in the first one, or the job ends otherwise. */
const [SEALED, CANCELED, FAILED] = [1, 2, 3] as const;

/** @throws what can never be done. */
async function work(job: BulkJobInput, resume: Rest | undefined): Promise<Rest | null> {
  const begun = resume ? { state: 'ready' as const, ...resume } : await begin({ ...job, round: 1 });
  if (begun.state !== 'ready') return end(job, begun.state);
  const { total } = begun;
  let { next } = begun;
  for (let batch = 0; next <= total; batch += 1) {
    if (batch === BATCHES_A_RUN) return { next, total };
    // Always cut at the same places, also where an earlier run has stopped in the middle of a batch.
    const round = Math.ceil(next / BATCH);
    const last = Math.min(round * BATCH, total);
    const ref = { ...job, round, first: next, last };
    const { state } = resultOf('work', ref, await preflightBatch(ref));
    if (state !== 'done') return end(job, state);
    next = last + 1;
  }
  const ref = { ...job, round: SEALED };
  const { state } = resultOf('finish', ref, await sealPlan(ref));
  return state === 'sealed' ? null : end(job, state);
}

async function end(job: BulkJobInput, state: 'canceled' | 'over'): Promise<null> {
  if (state === 'canceled') {
    const message = 'Canceled before the plan was ready.';
    await conclude({ ...job, round: CANCELED, status: 'canceled', code: 'canceled', message });
  }
  return null;
}

/** A defect or a forged answer; anything else is for Temporal to repeat. */
function reasonOf(error: unknown): Pick<PreflightConcludeRef, 'code' | 'message'> {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) throw error;
  const [code] = cause.type === STEP_DEFECT ? (cause.details ?? []) : [];
  return { code: typeof code === 'string' ? code : 'internal', message: cause.message };
}

async function begin(ref: PreflightRef) {
  return resultOf('begin', ref, await beginPreflight(ref));
}

async function conclude(ref: PreflightConcludeRef): Promise<void> {
  resultOf('finish', ref, await concludePreflight(ref));
}
