/** Tiles hold the hashes that C2SP tlog-tiles says, under the one name that it gives each of them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  foldHashes,
  openTiles,
  parseTileIndex,
  TILE_WIDTH,
  type Tile,
  TileEdge,
  tilePath,
  tileWidth,
} from '../../store/ledger/tile.ts';
import { leafHash, treeRoot } from '../support/reference-log.ts';

const INDEXES = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.integer({ min: 0, max: 999_999_999_999_999 }),
);
const WIDTHS = fc.integer({ min: 1, max: TILE_WIDTH });

describe('the path of a tile', () => {
  it('has groups of three digits, all but the last with an x', () => {
    assert.equal(tilePath(0, 0), '0/000');
    assert.equal(tilePath(0, 999), '0/999');
    assert.equal(tilePath(0, 1_000), '0/x001/000');
    // The example of the specification.
    assert.equal(tilePath(0, 1_234_067), '0/x001/x234/067');
    assert.equal(tilePath(1, 17, 112), '1/017.p/112');
    assert.equal(tilePath('entries', 1_234_067, 8), 'entries/x001/x234/067.p/8');
  });

  it('is read back as it was made', () => {
    fc.assert(
      fc.property(INDEXES, WIDTHS, (index, width) => {
        const path = tilePath(3, index, width);
        assert.match(path, /^3\//);
        assert.deepEqual(parseTileIndex(path.slice(2)), { index, width });
      }),
    );
  });

  it('is read in the one form that is written, and in no other', () => {
    const noise = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789x/.p- '), maxLength: 24 }),
      fc.tuple(INDEXES, fc.integer({ min: 0, max: 400 })).map(([index, width]) => tilePath(0, index, width).slice(2)),
    );
    fc.assert(
      fc.property(noise, (path) => {
        const found = parseTileIndex(path);
        if (found) assert.equal(tilePath(0, found.index, found.width).slice(2), path);
      }),
      { numRuns: 2_000 },
    );
    const others = ['', '0', '00', '0000', '1', 'x000/001', 'x001/x000', '001/002', 'x1/000', 'X001/000', 'x001//000'];
    const widths = [
      '000.p/0',
      '000.p/256',
      '000.p/257',
      '000.p/01',
      '000.p/',
      '000.p',
      '000.p/1/',
      '000.P/1',
      '000p/1',
    ];
    const strays = [' 000', '000\n', '000/', '/000', '-01', '+01', '٠٠٠', '000.p/1.p/1', 'x001/000/', '../000'];
    for (const path of [...others, ...widths, ...strays]) {
      assert.equal(parseTileIndex(path), undefined, JSON.stringify(path));
    }
  });
});

describe('the width of a tile', () => {
  it('is what the tree has on its level, up to 256', () => {
    for (const [size, level, index, width] of [
      [0, 0, 0, 0],
      [1, 0, 0, 1],
      [255, 0, 0, 255],
      [256, 0, 0, 256],
      [256, 0, 1, 0],
      [256, 1, 0, 1],
      [257, 0, 1, 1],
      [65_535, 1, 0, 255],
      [65_536, 1, 0, 256],
      [65_536, 2, 0, 1],
      [70_000, 0, 273, 112],
      [70_000, 1, 1, 17],
      [70_000, 2, 0, 1],
      [70_000, 3, 0, 0],
    ] as const) {
      assert.equal(tileWidth(size, { level, index }), width, `tile ${level}/${index} of ${size}`);
    }
  });

  it('leaves a tile open on a level where it is neither 0 nor 256', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
        const open = openTiles(size);
        for (const tile of open) {
          const width = tileWidth(size, tile);
          assert.ok(width > 0 && width < TILE_WIDTH);
        }
        const levels = [0, 1, 2, 3, 4, 5].filter((level) => Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH > 0);
        assert.deepEqual(
          open.map(({ level }) => level),
          levels,
        );
      }),
    );
  });
});

describe('tiles that grow', () => {
  const HASHES = Array.from({ length: 1_200 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));

  function grow(stored: Map<string, Tile>, from: number, to: number): void {
    const edge = new TileEdge(openTiles(from).flatMap(({ level, index }) => stored.get(`${level}/${index}`) ?? []));
    for (let at = from; at < to; at += 1) edge.add(HASHES[at] ?? assert.fail(), at);
    for (const tile of edge.changed()) stored.set(`${tile.level}/${tile.index}`, tile);
  }

  it('hold the same hashes in whatever batches they come, and are named as changed where they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 }), (batches) => {
        const stored = new Map<string, Tile>();
        let size = 0;
        for (const batch of batches) {
          grow(stored, size, Math.min(size + batch, HASHES.length));
          size = Math.min(size + batch, HASHES.length);
        }
        const expected = new Map<string, Buffer>();
        for (let level = 0, row = HASHES.slice(0, size); row.length > 0; level += 1) {
          for (let index = 0; index * TILE_WIDTH < row.length; index += 1) {
            expected.set(`${level}/${index}`, Buffer.concat(row.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)));
          }
          row = Array.from({ length: Math.floor(row.length / TILE_WIDTH) }, (_, at) =>
            treeRoot(row.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH)),
          );
        }
        assert.deepEqual(new Map([...stored].map(([id, { hashes }]) => [id, hashes])), expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused where what is stored does not reach to where the tree goes on', () => {
    const short = { level: 0, index: 0, hashes: Buffer.concat(HASHES.slice(0, 4)) };
    assert.throws(() => new TileEdge([short]).add(leafHash(Buffer.of(1)), 5), /tile 0\/0 is not at 5/);
    assert.throws(() => new TileEdge([]).add(leafHash(Buffer.of(1)), 3), /tile 0\/0 is not at 3/);
  });

  it('fold to the roots of their subtrees', () => {
    for (const count of [1, 2, 4, 32, 256]) {
      const row = HASHES.slice(0, count);
      assert.deepEqual(foldHashes(Buffer.concat(row)), treeRoot(row));
    }
  });
});
