/** Whether a stretch of a log is whole: its order, what its entries stand for, and the tiles over them. */

import type { LedgerSequenceDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { ledgerCollections } from '../collections.ts';
import { type Frontier, HASH_BYTES } from '../merkle.ts';
import { foldHashes, TILE_WIDTH } from '../tile.ts';
import { readHashes, tilesOver } from '../tile-reader.ts';
import { readTiles } from '../tile-store.ts';
import type { ReadContents } from './entry-contents.ts';
import { failure, type LedgerFailure } from './failure.ts';

export interface Stretch {
  readonly log: number;
  /** A multiple of 256. */
  readonly from: number;
  readonly to: number;
  /** Of the tree: every complete tile over the stretch is held against the one above it, up to what the root is made of. */
  readonly size: number;
  readonly contents: ReadContents;
}

/** Looks at the entries from `from` to `to` in order; what is whole is added to the frontier, where one is given. */
export async function checkEntries(
  store: Store,
  stretch: Stretch,
  frontier?: Frontier,
): Promise<LedgerFailure | undefined> {
  const { log, from, to } = stretch;
  const [sequence, tiles] = await Promise.all([readSequence(store, stretch), readHashes(store, log, 0, from, to)]);
  const checkContent = await stretch.contents(sequence);
  for (let index = from; index < to; index += 1) {
    const row = sequence[index - from];
    if (row?.index !== index) {
      return failure('entry_missing', 'ledger_sequence', { index, expected: index, actual: row?.index ?? null });
    }
    const inTree = tiles(index);
    if (!inTree) return missingHash(0, index, row._id);
    const found = checkContent(row, inTree);
    if (found) return found;
    frontier?.add(inTree);
  }
  return checkLevelsAbove(store, stretch);
}

/** Every complete tile that covers a part of the stretch has its root in the tile above it. */
async function checkLevelsAbove(store: Store, { log, from, to, size }: Stretch): Promise<LedgerFailure | undefined> {
  for (let level = 1, span = TILE_WIDTH; span <= size; level += 1, span *= TILE_WIDTH) {
    const [first, end] = [Math.floor(from / span), Math.min(Math.ceil(to / span), Math.floor(size / span))];
    if (first >= end) continue;
    const above = await readHashes(store, log, level, first, end);
    const below = await readTiles(store, log, tilesOver(level - 1, first * TILE_WIDTH, end * TILE_WIDTH));
    const hashes = new Map(below.map((tile) => [tile.index, tile.hashes]));
    for (let index = first; index < end; index += 1) {
      const [said, row] = [above(index), hashes.get(index)];
      if (!said) return missingHash(level, index);
      if (row?.length !== TILE_WIDTH * HASH_BYTES) return missingHash(level - 1, index * TILE_WIDTH);
      const expected = foldHashes(row);
      if (expected.equals(said)) continue;
      return failure('tile_altered', tileName(level, index), {
        expected: expected.toString('base64'),
        actual: said.toString('base64'),
      });
    }
  }
  return undefined;
}

function missingHash(level: number, index: number, eventId: string | null = null): LedgerFailure {
  return failure('tile_altered', tileName(level, index), { ...(level === 0 ? { index } : {}), event_id: eventId });
}

function tileName(level: number, index: number): string {
  return `tile ${level}/${Math.floor(index / TILE_WIDTH)}, hash ${index % TILE_WIDTH}`;
}

function readSequence(store: Store, { log, from, to }: Stretch): Promise<LedgerSequenceDocument[]> {
  return ledgerCollections(store)
    .sequence.find({ log, index: { $gte: from, $lt: to } })
    .sort({ index: 1 })
    .toArray();
}
