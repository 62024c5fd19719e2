/** Reads tiles that are asked for at the same time in one go: of many logs that are looked at side by side. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../store.ts';
import { type Tile, type TileName, tileId } from './tile.ts';
import { type LogTile, readLogTiles } from './tile-store.ts';

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
