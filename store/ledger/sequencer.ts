/**
 * Moves committed leaves into the trees of their logs, a batch at a time.
 *
 * Order comes from here and nowhere else. Leaves are never picked by id or time "after the last one": a transaction
 * that commits late would be skipped. What is in the outbox is not in the tree yet, and leaves it in the same commit.
 */

import { type ClientSession, mongo } from 'mongoose';
import type { LedgerHeadDocument, LedgerPendingDocument } from '../models/ledger.ts';
import type { Store } from '../store.ts';
import { appendLeaves, type Batch, type Sequenced } from './append-leaves.ts';
import { binaryOf } from './bytes.ts';
import { ledgerCollections } from './collections.ts';
import { EMPTY_ROOT } from './merkle.ts';

/** What becomes part of the trees in one commit. */
const BATCH_LEAVES = 1_000;
const BATCH_LOGS = 100;
/** In one round. */
export const ROUND_LEAVES = 4_000;

export type NameLog = (
  log: number,
  generation: number,
) => { readonly origin: string; readonly vkeys: readonly string[] };

export interface Round {
  /** One line a log and batch; empty where nothing waited. */
  readonly done: readonly Sequenced[];
  /** Logs that could not go on, and why; the others did. */
  readonly failed: readonly { readonly log: number; readonly error: unknown }[];
}

export interface RoundOptions {
  /** Logs that are left out of this round. */
  readonly except?: readonly number[];
  /** The session in which it writes; default: a fresh one. */
  readonly session?: ClientSession;
}

/**
 * Takes what has waited longest, of all logs, up to {@link ROUND_LEAVES} leaves. What is wrong with one log holds up no other.
 * @throws what MongoDB throws where it does not answer.
 */
export async function sequencePending(
  store: Store,
  epoch: number,
  nameLog: NameLog,
  { except = [], session: within }: RoundOptions = {},
): Promise<Round> {
  const waiting = await ledgerCollections(store)
    .pending.find(except.length === 0 ? {} : { log: { $nin: [...except] } })
    .sort({ _id: 1 })
    .limit(ROUND_LEAVES)
    .toArray();
  const leavesOf = byLog(waiting);
  await ensureHeads(store, [...leavesOf.keys()], epoch, nameLog);
  const done: Sequenced[] = [];
  const failed = new Map<number, unknown>();
  const append = async (batch: Batch) => {
    try {
      done.push(...(await store.transaction((session) => appendLeaves(store, session, epoch, batch), within)));
    } catch (error) {
      if (concernsAllLogs(error)) throw error;
      const [[first] = []] = batch;
      if (batch.size === 1 && first !== undefined) failed.set(first, error);
      // Whose fault it is shows where each goes by itself.
      else for (const [log, leaves] of batch) await append(new Map([[log, leaves]]));
    }
  };
  for (const batch of batchesOf(leavesOf)) {
    // What comes behind a leaf that could not be taken waits with it.
    const rest = new Map([...batch].filter(([log]) => !failed.has(log)));
    if (rest.size > 0) await append(rest);
  }
  return { done, failed: [...failed].map(([log, error]) => ({ log, error })) };
}

/** No server, no primary, a connection that broke: no log's fault. A key that is taken is, and what the driver will not send. */
export function concernsAllLogs(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return error.code !== 11_000;
  return error instanceof mongo.MongoError && !(error instanceof mongo.MongoInvalidArgumentError);
}

function byLog(waiting: readonly LedgerPendingDocument[]): Map<number, LedgerPendingDocument[]> {
  const logs = new Map<number, LedgerPendingDocument[]>();
  for (const leaf of waiting) {
    const leaves = logs.get(leaf.log);
    if (leaves) leaves.push(leaf);
    else logs.set(leaf.log, [leaf]);
  }
  return logs;
}

/** Each within the limits of a commit; a log that has more goes on in the next one. */
function batchesOf(leavesOf: Batch): Batch[] {
  const batches: Map<number, readonly LedgerPendingDocument[]>[] = [];
  let room = 0;
  for (const [log, leaves] of leavesOf) {
    for (let at = 0; at < leaves.length; ) {
      const current = batches.at(-1);
      if (!current || room === 0 || current.size === BATCH_LOGS) {
        batches.push(new Map());
        room = BATCH_LEAVES;
        continue;
      }
      const part = leaves.slice(at, at + room);
      current.set(log, part);
      at += part.length;
      room -= part.length;
    }
  }
  return batches;
}

/** A log begins with its first leaf. */
async function ensureHeads(store: Store, logs: readonly number[], epoch: number, nameLog: NameLog): Promise<void> {
  const { heads } = ledgerCollections(store);
  const known = await heads
    .find({ _id: { $in: [...logs] } })
    .project<{ _id: number }>({ _id: 1 })
    .toArray();
  const fresh = logs.filter((log) => !known.some(({ _id }) => _id === log));
  for (const log of fresh) {
    const { origin, vkeys } = nameLog(log, 1);
    const empty: Omit<LedgerHeadDocument, '_id'> = {
      generation: 1,
      origin,
      vkeys,
      size: 0,
      root: binaryOf(EMPTY_ROOT),
      frontier: binaryOf(Buffer.alloc(0)),
      epoch,
      published_size: 0,
      published_at: null,
      pruned_size: 0,
      refusal: null,
      updated_at: new Date(),
    };
    await heads.updateOne({ _id: log }, { $setOnInsert: empty }, { upsert: true });
  }
}
