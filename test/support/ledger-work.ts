/** Runs the batches of a ledger job as its workflow does, without a workflow. */

import assert from 'node:assert/strict';
import type { Dependencies } from '../../activities/dependencies.ts';
import type { BatchFinished, BatchResult } from '../../activities/ledger/contract.ts';
import { pruneBatch } from '../../activities/ledger/prune-batch.ts';
import type { LedgerOperation } from '../../domain/job.ts';
import { newEventId } from '../../store/event-ids.ts';
import { insertLedgerJob } from '../../store/ledger-job.ts';
import type { JobDocument, JobInput } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { type Position, START } from '../../workflows/contract.ts';
import { silentLogger } from './ledger.ts';

type Batch = (
  dependencies: Pick<Dependencies, 'store' | 'logger'>,
  job: JobDocument,
  position: Position,
) => Promise<BatchResult>;

/** A job that nobody dispatches. @param askedAt default: now. */
export function ledgerJob(
  store: Store,
  operation: LedgerOperation,
  input: JobInput,
  { organizationId = 1, askedAt = new Date() } = {},
): Promise<JobDocument> {
  const eventId = newEventId();
  return store.transaction((session) =>
    insertLedgerJob(store, session, {
      organizationId,
      operation,
      input,
      actor: { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null },
      reason: 'a test',
      ticketId: null,
      correlationId: eventId,
      traceId: null,
      now: askedAt,
      eventId,
    }),
  );
}

/** Runs the batches to the end. @returns how it ended, after how many. */
export async function run(
  store: Store,
  job: JobDocument,
  batch: Batch,
  logger = silentLogger(),
): Promise<BatchFinished & { readonly rounds: number }> {
  let position = START;
  for (let rounds = 1; rounds < 1_000; rounds += 1) {
    const answer = await batch({ store, logger }, job, position);
    if (answer.state === 'finished') return { ...answer, rounds };
    // As Temporal hands it on.
    position = JSON.parse(JSON.stringify(answer.position));
  }
  throw new Error('the work has no end');
}

/** Every batch is done twice from the same position, as after an answer that was lost, and must answer the same. */
export function runTwice(
  store: Store,
  job: JobDocument,
  batch: Batch,
  logger = silentLogger(),
): Promise<BatchFinished> {
  return run(store, job, (...asked) => twice(batch, asked), logger);
}

/** As `runTwice`, but for the first batch: it settles where pruning begins and ends, and logs grow meanwhile. */
export function pruneTwice(store: Store, job: JobDocument, logger = silentLogger()): Promise<BatchFinished> {
  const batch: Batch = (...asked) => (asked[2] === START ? pruneBatch(...asked) : twice(pruneBatch, asked));
  return run(store, job, batch, logger);
}

async function twice(batch: Batch, asked: Parameters<Batch>): ReturnType<Batch> {
  const first = await batch(...asked);
  const again = await batch(...asked);
  assert.deepEqual(again, first);
  return again;
}
