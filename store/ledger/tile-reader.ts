/** Reads tiles as they are asked for: those of many logs at the same time in one go, and stretches of one level. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../store.ts';
import { HASH_BYTES } from './merkle.ts';
import { TILE_WIDTH, type Tile, type TileName, tileId } from './tile.ts';
import { type LogTile, readLogTiles, readTiles } from './tile-store.ts';

/** Names of the tiles that hold the hashes of a level from index `from` up to and without `to`. */
export function tilesOver(level: number, from: number, to: number): TileName[] {
  const names: TileName[] = [];
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) names.push({ level, index });
  return names;
}

/** The hashes of such a stretch, by index; undefined where the tile is not there or too short. */
export async function readHashes(
  store: Store,
  log: number,
  level: number,
  from: number,
  to: number,
): Promise<(index: number) => Buffer | undefined> {
  const tiles = await readTiles(store, log, tilesOver(level, from, to));
  const hashes = new Map(tiles.map((tile) => [tile.index, tile.hashes]));
  return (index) => {
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    const hash = hashes.get(Math.floor(index / TILE_WIDTH))?.subarray(at, at + HASH_BYTES);
    return hash?.length === HASH_BYTES ? hash : undefined;
  };
}

/** Of many logs that are looked at side by side. */
export class TileReader {
  readonly #store: Store;
  #asked = new Map<string, Omit<LogTile, 'hashes'>>();
  #reading: Promise<ReadonlyMap<string, LogTile>> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** undefined where it is not there. */
  async read(log: number, name: TileName): Promise<Tile | undefined> {
    const id = tileId(log, name);
    this.#asked.set(id, { log, level: name.level, index: name.index });
    this.#reading ??= this.#readAsked();
    return (await this.#reading).get(id);
  }

  async #readAsked(): Promise<ReadonlyMap<string, LogTile>> {
    await nextTurn();
    const asked = [...this.#asked.values()];
    this.#asked = new Map();
    this.#reading = undefined;
    const found = await readLogTiles(this.#store, asked);
    return new Map(found.map((tile) => [tileId(tile.log, tile), tile]));
  }
}
