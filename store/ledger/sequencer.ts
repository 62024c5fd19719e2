/**
 * Moves committed leaves into the trees of their logs: one transaction a log and batch, fenced by the size and the
 * epoch of its head, so that of two sequencers at most one gets through and nothing comes twice.
 *
 * Order comes from here and nowhere else. Leaves are never picked by id or time "after the last one": a transaction
 * that commits late would be skipped. What is in the outbox is not in the tree yet, and leaves it in the same commit.
 */

import type { ClientSession } from 'mongoose';
import type { LedgerHeadDocument, LedgerPendingDocument } from '../models/ledger.ts';
import type { Store } from '../store.ts';
import { binaryOf, bytesOf } from './bytes.ts';
import { ledgerCollections } from './collections.ts';
import { EMPTY_ROOT, Frontier } from './merkle.ts';
import { openTiles, TileEdge } from './tile.ts';
import { readTiles, writeTiles } from './tile-store.ts';

/** Leaves of one log that become part of its tree in one commit. */
export const BATCH = 1_000;
const ROUND = 4_000;

/** Another sequencer was quicker: the whole batch is undone, and what is left is read again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

export interface Sequenced {
  readonly log: number;
  readonly added: number;
  readonly size: number;
}

export type NameLog = (
  log: number,
  generation: number,
) => { readonly origin: string; readonly vkeys: readonly string[] };

export interface Round {
  /** One line a batch; empty where nothing waited. */
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
 * Takes what has waited longest, of all logs, up to {@link ROUND} leaves. What is wrong with one log holds up no other.
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
    .limit(ROUND)
    .toArray();
  const done: Sequenced[] = [];
  const failed: { log: number; error: unknown }[] = [];
  for (const [log, leaves] of byLog(waiting)) {
    try {
      await ensureHead(store, log, epoch, nameLog);
      for (let at = 0; at < leaves.length; at += BATCH) {
        const batch = leaves.slice(at, at + BATCH);
        const size = await store.transaction((session) => append(store, session, log, epoch, batch), within);
        done.push({ log, added: batch.length, size });
      }
    } catch (error) {
      failed.push({ log, error });
    }
  }
  return { done, failed };
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

/** A log begins with its first leaf. */
async function ensureHead(store: Store, log: number, epoch: number, nameLog: NameLog): Promise<void> {
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
  await ledgerCollections(store).heads.updateOne({ _id: log }, { $setOnInsert: empty }, { upsert: true });
}

/** @returns the new size. */
async function append(
  store: Store,
  session: ClientSession,
  log: number,
  epoch: number,
  leaves: readonly LedgerPendingDocument[],
): Promise<number> {
  const { heads, sequence, pending } = ledgerCollections(store);
  const head = await heads.findOne({ _id: log }, { session });
  if (!head || head.epoch > epoch) throw new Overtaken(`log ${log} has moved under a later lease`);
  const { deletedCount } = await pending.deleteMany({ _id: { $in: leaves.map(({ _id }) => _id) } }, { session });
  if (deletedCount !== leaves.length) throw new Overtaken(`leaves of log ${log} are in the tree already`);

  const frontier = Frontier.parse(head.size, bytesOf(head.frontier));
  const edge = new TileEdge(await readTiles(store, log, openTiles(head.size), session));
  for (const { leaf_hash } of leaves) {
    const hash = bytesOf(leaf_hash);
    edge.add(hash, frontier.size);
    frontier.add(hash);
  }
  await sequence.insertMany(
    leaves.map(({ _id }, at) => ({ _id, log, index: head.size + at })),
    { session, ordered: false },
  );
  await writeTiles(store, log, edge.changed(), session);
  const { modifiedCount } = await heads.updateOne(
    { _id: log, size: head.size, epoch: { $lte: epoch } },
    {
      $set: {
        size: frontier.size,
        root: binaryOf(frontier.root()),
        frontier: binaryOf(frontier.bytes()),
        epoch,
        updated_at: new Date(),
      },
    },
    { session },
  );
  if (modifiedCount !== 1) throw new Overtaken(`log ${log} has moved`);
  return frontier.size;
}
