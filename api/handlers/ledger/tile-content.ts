/** A tile of a log as C2SP tlog-tiles has it: hashes side by side, or leaves with their lengths. */

import { CapstanError } from '../../../domain/errors.ts';
import { readEntries } from '../../../store/ledger/entries.ts';
import { HASH_BYTES } from '../../../store/ledger/merkle.ts';
import { parseTileIndex, TILE_WIDTH, tileWidth } from '../../../store/ledger/tile.ts';
import { readTiles } from '../../../store/ledger/tile-store.ts';
import type { Store } from '../../../store/store.ts';
import type { Answer } from '../../operation.ts';
import { requireLatest } from './require-checkpoint.ts';

/** @throws CapstanError `not_found` for what no published tree has, and for leaves that were pruned. */
export async function tileContent(store: Store, log: number, level: string, tile: string): Promise<Answer> {
  const found = parseTileIndex(tile);
  if (!found || !/^(?:[0-7]|entries)$/.test(level)) throw missing('That is not the name of a tile.');
  const { index, width } = found;
  const { size } = await requireLatest(store, log);
  const isOfEntries = level === 'entries';
  const name = { level: isOfEntries ? 0 : Number(level), index };
  if (tileWidth(size, name) < width) {
    throw missing(`The tree of ${size} records has no such tile, or a narrower one.`);
  }
  const bytes = isOfEntries ? await entryBundle(store, log, index, width) : await hashes(store, log, name, width);
  return { status: 200, content: { type: 'application/octet-stream', bytes } };
}

async function hashes(
  store: Store,
  log: number,
  name: { readonly level: number; readonly index: number },
  width: number,
): Promise<Buffer> {
  const [tile] = await readTiles(store, log, [name]);
  if (!tile)
    throw new Error(`tile ${name.level}/${name.index} of log ${log} is gone; POST /v1/ledger/verify tells more`);
  return tile.hashes.subarray(0, width * HASH_BYTES);
}

async function entryBundle(store: Store, log: number, index: number, width: number): Promise<Buffer> {
  const from = index * TILE_WIDTH;
  const entries = await readEntries(store, log, from, from + width);
  return Buffer.concat(
    entries.flatMap(({ leaf }) => {
      if (!leaf) throw missing('Its records were pruned under the retention policy; their hashes are on level 0.');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );
}

function missing(detail: string): CapstanError {
  return new CapstanError('not_found', detail);
}
