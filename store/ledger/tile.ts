/** Tiles of 256 hashes (C2SP tlog-tiles): where they begin, how they are named, how a batch makes them grow. */

import { HASH_BYTES, hashNode } from './merkle.ts';

export const TILE_WIDTH = 256;
/** Heights that one tile spans. */
export const TILE_HEIGHT = 8;

export interface TileName {
  readonly level: number;
  readonly index: number;
}

export interface Tile extends TileName {
  /** 32 bytes each, up to 256. */
  readonly hashes: Buffer;
}

export function tileId(log: number, { level, index }: TileName): string {
  return `${log}/${level}/${index}`;
}

/** How many hashes the tile holds in a tree of `size` leaves; 0 where it is not there. */
export function tileWidth(size: number, { level, index }: TileName): number {
  const onLevel = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, onLevel - index * TILE_WIDTH));
}

/** The tiles, one a level, that are not complete in a tree of `size` leaves: what a growing tree goes on from. */
export function openTiles(size: number): TileName[] {
  const names: TileName[] = [];
  for (let level = 0, onLevel = size; onLevel > 0; level += 1, onLevel = Math.floor(onLevel / TILE_WIDTH)) {
    if (onLevel % TILE_WIDTH > 0) names.push({ level, index: Math.floor(onLevel / TILE_WIDTH) });
  }
  return names;
}

/** Root of the complete subtree over `hashes`, whose number is a power of two. */
export function foldHashes(hashes: Buffer): Buffer {
  let row = hashes;
  while (row.length > HASH_BYTES) {
    const above: Buffer[] = [];
    for (let at = 0; at < row.length; at += 2 * HASH_BYTES) {
      above.push(hashNode(row.subarray(at, at + HASH_BYTES), row.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES)));
    }
    row = Buffer.concat(above);
  }
  return row;
}

/** Adds leaves to the open tiles of a tree, and tells which tiles have changed. */
export class TileEdge {
  readonly #open = new Map<number, Tile>();
  readonly #changed = new Map<string, Tile>();

  constructor(open: readonly Tile[]) {
    for (const tile of open) this.#open.set(tile.level, tile);
  }

  add(hash: Buffer, at: number, level = 0): void {
    const index = Math.floor(at / TILE_WIDTH);
    const known = this.#open.get(level);
    const before = known?.index === index ? known.hashes : Buffer.alloc(0);
    if (before.length !== (at % TILE_WIDTH) * HASH_BYTES) throw new Error(`tile ${level}/${index} is not at ${at}`);
    const tile = { level, index, hashes: Buffer.concat([before, hash]) };
    this.#open.set(level, tile);
    this.#changed.set(`${level}/${index}`, tile);
    if (tile.hashes.length === TILE_WIDTH * HASH_BYTES) this.add(foldHashes(tile.hashes), index, level + 1);
  }

  changed(): Tile[] {
    return [...this.#changed.values()];
  }
}

/**
 * Path of a tile below `tile/`, for example `0/x001/234` or, with 8 hashes, `0/x001/234.p/8`.
 * `level` is `entries` for bundles of leaves.
 */
export function tilePath(level: number | 'entries', index: number, width = TILE_WIDTH): string {
  const groups: string[] = [];
  for (let rest = index; ; rest = Math.floor(rest / 1_000)) {
    groups.unshift(String(rest % 1_000).padStart(3, '0'));
    if (rest < 1_000) break;
  }
  const last = groups.pop();
  const name = [...groups.map((group) => `x${group}`), last].join('/');
  return `${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Reads the part after the level, for example `x001/234.p/8`; undefined for what {@link tilePath} never makes. */
export function parseTileIndex(path: string): { readonly index: number; readonly width: number } | undefined {
  const found = /^((?:x\d{3}\/){0,4})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!found) return undefined;
  const [, groups = '', last = '', partial] = found;
  const index = Number(groups.replaceAll(/[x/]/g, '') + last);
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const isCanonical = !groups.startsWith('x000') && width <= (partial === undefined ? TILE_WIDTH : TILE_WIDTH - 1);
  return isCanonical && Number.isSafeInteger(index) ? { index, width } : undefined;
}
