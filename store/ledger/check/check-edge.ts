/** Whether the tiles of a log are those of its tree, no more and no wider: what is too much stops the next leaf. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../../store.ts';
import { storedBytes } from '../bytes.ts';
import { ledgerCollections } from '../collections.ts';
import { HASH_BYTES } from '../merkle.ts';
import { TILE_WIDTH } from '../tile.ts';
import { failure, type LedgerFailure } from './failure.ts';

/** Head and tiles as they are at one moment. */
export function checkEdge(store: Store, log: number): Promise<LedgerFailure | undefined> {
  return store.transaction((session) => edgeFailure(store, log, session));
}

async function edgeFailure(store: Store, log: number, session: ClientSession): Promise<LedgerFailure | undefined> {
  const { heads, tiles } = ledgerCollections(store);
  const head = await heads.findOne({ _id: log }, { session });
  let expected = 0;
  for (let count = head?.size ?? 0, level = 0; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const index = Math.floor((count - 1) / TILE_WIDTH);
    expected += index + 1;
    const tile = await tiles.findOne({ _id: `${log}/${level}/${index}` }, { session });
    const width = count - index * TILE_WIDTH;
    if (storedBytes(tile?.hashes)?.length !== width * HASH_BYTES) {
      return failure('tile_altered', `tile ${level}/${index}`, { expected: width });
    }
  }
  const actual = await tiles.countDocuments({ log }, { session });
  return actual === expected ? undefined : failure('tile_altered', `tiles of log ${log}`, { expected, actual });
}
