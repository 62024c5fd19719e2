/** Reads and writes the tiles of a log, and gives the nodes of its tree. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../store.ts';
import { binaryOf, storedBytes } from './bytes.ts';
import { ledgerCollections } from './collections.ts';
import { HASH_BYTES } from './merkle.ts';
import { foldHashes, TILE_HEIGHT, TILE_WIDTH, type Tile, type TileName, tileId } from './tile.ts';

/** A tile that the tree of the asked size has is not there, or is too short. */
export class TileMissing extends Error {
  override readonly name = 'TileMissing';
  readonly tile: TileName;

  constructor(log: number, tile: TileName) {
    super(`tile ${tile.level}/${tile.index} of log ${log} is missing or too short`);
    this.tile = tile;
  }
}

/** A tile and whose it is. */
export interface LogTile extends Tile {
  readonly log: number;
}

export function readTiles(
  store: Store,
  log: number,
  names: readonly TileName[],
  session?: ClientSession,
): Promise<LogTile[]> {
  return readLogTiles(
    store,
    names.map((name) => ({ log, ...name })),
    session,
  );
}

/** Of any number of logs; those that are not there are left out. */
export async function readLogTiles(
  store: Store,
  names: readonly Omit<LogTile, 'hashes'>[],
  session?: ClientSession,
): Promise<LogTile[]> {
  const ids = names.map(({ log, ...name }) => tileId(log, name));
  const found = await ledgerCollections(store)
    .tiles.find({ _id: { $in: ids } }, session ? { session } : {})
    .toArray();
  return found.flatMap(({ log, level, index, hashes }) => {
    // What holds no bytes is as good as missing.
    const bytes = storedBytes(hashes);
    return bytes === null ? [] : [{ log, level, index, hashes: bytes }];
  });
}

export async function writeLogTiles(store: Store, tiles: readonly LogTile[], session: ClientSession): Promise<void> {
  await ledgerCollections(store).tiles.bulkWrite(
    tiles.map(({ log, level, index, hashes }) => ({
      replaceOne: {
        filter: { _id: tileId(log, { level, index }) },
        replacement: { log, level, index, hashes: binaryOf(hashes) },
        upsert: true,
      },
    })),
    { session, ordered: false },
  );
}

/** The nodes of one log's tree, with the tiles that were read for them: for one proof, or for many. */
export class TreeNodes {
  readonly #log: number;
  readonly #read: (name: TileName) => Promise<Tile | undefined>;
  readonly #tiles = new Map<string, Promise<Tile | undefined>>();

  /** With a session they are those of its snapshot. */
  constructor(
    store: Store,
    log: number,
    session?: ClientSession,
    read = (name: TileName): Promise<Tile | undefined> =>
      readTiles(store, log, [name], session).then(([found]) => found),
  ) {
    this.#log = log;
    this.#read = read;
  }

  /**
   * Root of the complete subtree over the leaves from `index * 2^height` on.
   * @throws TileMissing
   */
  async node(height: number, index: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = index * count;
    const name = { level, index: Math.floor(first / TILE_WIDTH) };
    const tile = await this.#tile(name);
    const start = (first % TILE_WIDTH) * HASH_BYTES;
    const hashes = tile?.hashes.subarray(start, start + count * HASH_BYTES);
    if (hashes?.length !== count * HASH_BYTES) throw new TileMissing(this.#log, name);
    return foldHashes(hashes);
  }

  #tile(name: TileName): Promise<Tile | undefined> {
    const id = tileId(this.#log, name);
    const tile = this.#tiles.get(id) ?? this.#read(name);
    this.#tiles.set(id, tile);
    return tile;
  }
}
