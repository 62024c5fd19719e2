/**
 * The one transaction in which trees grow: of one log, or of many at once, since a commit costs the same for both. It is
 * fenced by the size and the epoch of each head, so of two of them over the same leaves at most one gets through.
 */

import type { ClientSession } from 'mongoose';
import type { LedgerHeadDocument, LedgerPendingDocument } from '../models/ledger.ts';
import type { Store } from '../store.ts';
import { binaryOf, bytesOf } from './bytes.ts';
import { ledgerCollections } from './collections.ts';
import { Frontier } from './merkle.ts';
import { openTiles, TileEdge } from './tile.ts';
import { type LogTile, readLogTiles, writeLogTiles } from './tile-store.ts';

/** Another sequencer was quicker: the whole batch is undone, and what is left is read again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

export interface Sequenced {
  readonly log: number;
  readonly added: number;
  readonly size: number;
}

/** Leaves by log, each log with one or more. */
export type Batch = ReadonlyMap<number, readonly LedgerPendingDocument[]>;

/**
 * Makes the leaves part of the trees of their logs, whose heads are there.
 * @throws Overtaken; Error where what is stored of a log does not fit together.
 */
export async function appendLeaves(
  store: Store,
  session: ClientSession,
  epoch: number,
  batch: Batch,
): Promise<Sequenced[]> {
  const { heads, sequence, pending } = ledgerCollections(store);
  const found = await heads.find({ _id: { $in: [...batch.keys()] } }, { session }).toArray();
  if (found.length !== batch.size || found.some((head) => head.epoch > epoch)) {
    throw new Overtaken('a log has moved under a later lease');
  }
  const ids = [...batch.values()].flatMap((leaves) => leaves.map(({ _id }) => _id));
  const { deletedCount } = await pending.deleteMany({ _id: { $in: ids } }, { session });
  if (deletedCount !== ids.length) throw new Overtaken('leaves are in a tree already');

  const open = found.flatMap(({ _id: log, size }) => openTiles(size).map((name) => ({ log, ...name })));
  const tiles = await readLogTiles(store, open, session);
  const grown = found.map((head) => grow(head, batch.get(head._id) ?? [], tiles));

  const rows = grown.flatMap(({ rows }) => rows);
  await sequence.insertMany(rows, { session, ordered: false });
  const changed = grown.flatMap(({ head, edge }) => edge.changed().map((tile) => ({ log: head._id, ...tile })));
  await writeLogTiles(store, changed, session);
  const moves = grown.map(({ head, frontier }) => moveOf(head, frontier, epoch));
  const { modifiedCount } = await heads.bulkWrite(moves, { session, ordered: false });
  if (modifiedCount !== grown.length) throw new Overtaken('a log has moved');
  return grown.map(({ head, rows, frontier }) => ({ log: head._id, added: rows.length, size: frontier.size }));
}

function grow(head: LedgerHeadDocument, leaves: readonly LedgerPendingDocument[], tiles: readonly LogTile[]) {
  const frontier = Frontier.parse(head.size, bytesOf(head.frontier));
  const edge = new TileEdge(tiles.filter(({ log }) => log === head._id));
  for (const { leaf_hash } of leaves) {
    const hash = bytesOf(leaf_hash);
    edge.add(hash, frontier.size);
    frontier.add(hash);
  }
  const rows = leaves.map(({ _id, log }, at) => ({ _id, log, index: head.size + at }));
  return { head, rows, frontier, edge };
}

function moveOf({ _id, size }: LedgerHeadDocument, frontier: Frontier, epoch: number) {
  const moved = {
    size: frontier.size,
    root: binaryOf(frontier.root()),
    frontier: binaryOf(frontier.bytes()),
    epoch,
    updated_at: new Date(),
  };
  return { updateOne: { filter: { _id, size, epoch: { $lte: epoch } }, update: { $set: moved } } };
}
