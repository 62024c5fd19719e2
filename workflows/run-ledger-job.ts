/** A job on the evidence of an organization: batch after batch, each at least once, until one is the last. */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type {
  LedgerBatchAnswer,
  LedgerBatchRef,
  LedgerConcludeRef,
  LedgerStepRef,
} from '../activities/ledger/contract.ts';
import type { Position } from './contract.ts';
import { type LedgerJobInput, type Resumption, START, STEP_DEFECT } from './contract.ts';
import { resultOf, UNTIL_STORED } from './stamped-answer.ts';

/** A run's history stays small; the next run of the same job goes on where it stands. */
const BATCHES_A_RUN = 50;

const { beginLedgerJob, concludeLedgerJob } = proxyActivities<Pick<Activities, 'beginLedgerJob' | 'concludeLedgerJob'>>(
  { startToCloseTimeout: '1 minute', heartbeatTimeout: '10s', retry: UNTIL_STORED },
);

const { ledgerBatch } = proxyActivities<Pick<Activities, 'ledgerBatch'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10s',
  retry: UNTIL_STORED,
});

/** Nothing from outside cuts it short: cancellation is asked for in the store, and seen between two batches. */
export async function runLedgerJob(input: LedgerJobInput): Promise<void> {
  const left = await CancellationScope.nonCancellable(() => run(input));
  if (left) await continueAsNew<typeof runLedgerJob>({ ...input, resume: left });
}

/** @returns where the next run begins; null where the job has ended. */
async function run({ resume, ...job }: LedgerJobInput): Promise<Resumption | null> {
  if (!resume && (await begin({ ...job, round: 1 })).state === 'over') return null;
  let { position, round } = resume ?? { position: START, round: 0 };
  for (let batch = 0; batch < BATCHES_A_RUN; batch += 1) {
    round += 1;
    const answer = await batchFrom({ ...job, round, position });
    if (answer.state === 'over') return null;
    if (answer.state !== 'more') {
      await conclude({ ...job, round, ...endOf(answer, position) });
      return null;
    }
    position = answer.position;
    if (answer.waitMs !== undefined) await sleep(answer.waitMs);
  }
  return { position, round };
}

type Failed = { readonly state: 'failed'; readonly code: string; readonly message: string };

/** A batch that can never be done (a defect, a forged answer, one that leads nowhere) ends the job with its reason. */
async function batchFrom(ref: LedgerBatchRef): Promise<LedgerBatchAnswer | Failed> {
  try {
    const answer = resultOf('work', ref, await ledgerBatch(ref));
    return answer.state === 'more' && isSame(answer.position, ref.position) ? STANDS_STILL : answer;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure)) throw error;
    const [code] = cause.type === STEP_DEFECT ? (cause.details ?? []) : [];
    return { state: 'failed', code: typeof code === 'string' ? code : 'internal', message: cause.message };
  }
}

const STANDS_STILL: Failed = { state: 'failed', code: 'internal', message: 'a batch has led to where it began' };

function isSame(one: Position, other: Position): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

type End = Omit<LedgerConcludeRef, keyof LedgerStepRef>;

function endOf(
  answer: Exclude<LedgerBatchAnswer, { state: 'more' | 'over' }> | Failed,
  { done, total }: Position,
): End {
  const soFar = total === null ? `after ${done}` : `after ${done} of ${total}`;
  switch (answer.state) {
    case 'finished': {
      const { state: _state, ...end } = answer;
      return end;
    }
    case 'canceled':
      return { status: 'canceled', code: 'canceled', done, total, result: null, summary: `canceled ${soFar}` };
    case 'failed': {
      const { code, message } = answer;
      const result = { code, message };
      return { status: 'failed', code, done, total, result, summary: `failed ${soFar}: ${message}`.slice(0, 500) };
    }
  }
}

async function begin(ref: LedgerStepRef) {
  return resultOf('begin', ref, await beginLedgerJob(ref));
}

async function conclude(ref: LedgerConcludeRef): Promise<void> {
  resultOf('finish', ref, await concludeLedgerJob(ref));
}
