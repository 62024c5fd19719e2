/** Deletes the oldest records of a log, and lets the head say how far: hashes stay, so old proofs hold. */

import type { ClientSession } from 'mongoose';
import { PRUNED } from '../../domain/retention.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { moveCollectorEpoch } from '../../store/collector-epoch.ts';
import { isDatabaseError } from '../../store/database-error.ts';
import { ledgerAuditEntryOf } from '../../store/job-audit.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import { type LedgerEntry, readEntries } from '../../store/ledger/entries.ts';
import { recordOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { LedgerHeadDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { coveredSince } from './covered-since.ts';
import type { AskedPruning } from './prune-batch.ts';

export type PruneDependencies = Pick<Dependencies, 'store' | 'logger'>;

/** How far the records have been gone through. */
export interface PrunedRecords {
  /** Index of the first record that this job found. */
  readonly start: number;
  /** Index behind the last one that is, or would be, deleted. */
  readonly end: number;
  readonly stop: StopReason | null;
  /** The log collector that has not got what follows. */
  readonly collectorId: number | null;
}

/** Why no further record is deleted. */
type StopReason =
  /** The next one is too young. */
  | 'age'
  /** The policy keeps records for ever. */
  | 'kept'
  /** No checkpoint covered the next one when the job began. */
  | 'checkpoint'
  /** A log collector has not got the next one. */
  | 'collector'
  /** The next one is missing or altered: deleting it would take the evidence of that away. */
  | 'damaged'
  /** The log is not signed at present; what it holds is in doubt. */
  | 'refused';

/** As many are deleted in one transaction, for which a sequencer may have to wait. */
const BATCH = 500;

export async function pruneRecords(
  { store, logger }: PruneDependencies,
  job: JobDocument,
  { recordsBefore, isDryRun, signedSize }: AskedPruning,
  done: PrunedRecords,
): Promise<PrunedRecords> {
  const log = job.organization_id;
  const found = await headOf(store, log);
  const head = found && { ...found, published_size: Math.min(found.published_size, signedSize) };
  // Where a batch is done again, what it has deleted the first time is behind it.
  const from = Math.max(done.end, head?.pruned_size ?? 0);
  const { start } = done;
  const stopped = (end: number, stop: StopReason, collectorId: number | null = null) => ({
    start,
    end,
    stop,
    collectorId,
  });
  if (recordsBefore === null) return stopped(from, 'kept');
  if (!head) return stopped(from, 'age');
  if (head.refusal) return stopped(from, 'refused');

  const bound = await boundOf(store, head, null);
  const end = Math.min(from + BATCH, Math.max(from, bound.size));
  const entries = await entriesOf({ store, logger }, log, from, end);
  if (entries === null) return stopped(from, 'damaged');
  const { count, stop } = prefixOf(entries, recordsBefore, await coveredSince(store, log, from, end));
  if (stop === 'damaged' && (await isPrunedBeyond(store, log, from))) return done;
  const to = from + count;
  if (count > 0 && !isDryRun) {
    const ids = entries.slice(0, count).map(({ eventId }) => eventId);
    const hindrance = await store.transaction((session) => remove(store, session, job, ids, { head, from }));
    if (hindrance) return stopped(Math.max(from, hindrance.size), hindrance.by, hindrance.collectorId);
  }
  if (stop !== null) return stopped(to, stop);
  return to < bound.size ? { start, end: to, stop: null, collectorId: null } : stopped(to, bound.by, bound.collectorId);
}

/** What another attempt at this batch deletes at this moment is not damaged. */
async function isPrunedBeyond(store: Store, log: number, index: number): Promise<boolean> {
  return ((await headOf(store, log))?.pruned_size ?? 0) > index;
}

/** null where the tree or the order of the log has a hole: `verify` says where. */
async function entriesOf(
  { store, logger }: PruneDependencies,
  log: number,
  from: number,
  to: number,
): Promise<LedgerEntry[] | null> {
  try {
    return await readEntries(store, log, from, to);
  } catch (error) {
    if (isDatabaseError(error)) throw error;
    logger.error('The log cannot be read, so nothing more of it is pruned', { log, from, to, error });
    return null;
  }
}

/**
 * How many entries from the first on are whole and old enough, and what is with the one that is not. An entry is as old
 * as its own time says, and no older than the first checkpoint that covers it.
 */
function prefixOf(
  entries: readonly LedgerEntry[],
  before: Date,
  coveredAt: (index: number) => Date | null,
): { count: number; stop: StopReason | null } {
  for (const [count, { index, leaf, leafHash }] of entries.entries()) {
    if (leaf === null || !hashLeaf(leaf).equals(leafHash)) return { count, stop: 'damaged' };
    const covered = coveredAt(index);
    if (covered === null) return { count, stop: 'checkpoint' };
    if (covered >= before || new Date(recordOf(leaf, []).timestamp) >= before) return { count, stop: 'age' };
  }
  return { count: entries.length, stop: null };
}

interface Bound {
  readonly size: number;
  readonly by: StopReason;
  readonly collectorId: number | null;
}

/** Nothing goes that no checkpoint covers, and nothing that somebody still waits for; paused collectors go on some day. */
async function boundOf(
  store: Store,
  { _id: log, published_size }: LedgerHeadDocument,
  session: ClientSession | null,
): Promise<Bound> {
  const slowest = await store.models.logCollectors
    .findOne({ organization_id: log, status: { $in: ['active', 'paused'] } }, { next_index: 1 }, { session })
    .sort({ next_index: 1 })
    .lean();
  if (slowest && slowest.next_index < published_size) {
    return { size: slowest.next_index, by: 'collector', collectorId: slowest._id };
  }
  return { size: published_size, by: 'checkpoint', collectorId: null };
}

/**
 * All or nothing: who finds a record missing finds that it was let go, in the log itself. Collectors are asked once more,
 * since one may have been made or set back: of what it waits for nothing goes.
 * @param ids of the entries from index `from` on.
 * @returns what has left some of them where they are; null where all are gone.
 */
async function remove(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  ids: readonly string[],
  { head, from }: { readonly head: LedgerHeadDocument; readonly from: number },
): Promise<Bound | null> {
  const log = job.organization_id;
  const bound = await boundOf(store, head, session);
  const free = ids.slice(0, Math.max(0, bound.size - from));
  const hindrance = free.length < ids.length ? bound : null;
  if (free.length === 0) return hindrance;
  const to = from + free.length;
  const { deletedCount } = await store
    .auditCollection()
    .deleteMany({ _id: { $in: free }, organization_id: log }, { session });
  if (deletedCount !== free.length)
    throw new Error(`${free.length - deletedCount} records of log ${log} went meanwhile`);
  await store.models.ledgerHeads.updateOne(
    { _id: log, pruned_size: { $lt: to } },
    { $set: { pruned_size: to } },
    { session },
  );
  const { operation, targetType } = PRUNED;
  const entry = ledgerAuditEntryOf(job, { operation, status: 'succeeded' });
  await recordEffect(store, session, { ...entry, target_type: targetType, target_id: to });
  await moveCollectorEpoch(store, session, log);
  return hindrance;
}
