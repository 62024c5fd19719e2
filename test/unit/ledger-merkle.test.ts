/** The ledger's tree is that of RFC 6962, and its check takes no proof that is off by anything. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY_ROOT, Frontier, hashLeaf, hashNode, splitHashes, splitPoint } from '../../store/ledger/merkle.ts';
import { isConsistent, isIncluded } from '../../store/ledger/proof-check.ts';
import { consistencyPath, inclusionPath, leafHash, sha256, treeRoot } from '../support/reference-log.ts';

/** Leaves and roots of sizes 1 to 8, as in the tests of Certificate Transparency. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const CT_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const MAX_SIZE = 70;
const HASHES = Array.from({ length: 700 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const ROOTS = Array.from({ length: MAX_SIZE + 1 }, (_, size) => treeRoot(HASHES.slice(0, size)));
const ALL_SIZES = Array.from({ length: MAX_SIZE + 1 }, (_, size) => size);

function grown(hashes: readonly Buffer[], frontier = new Frontier()): Frontier {
  for (const hash of hashes) frontier.add(hash);
  return frontier;
}

function rootOf(size: number): Buffer {
  return ROOTS[size] ?? assert.fail(`no root of ${size} leaves`);
}

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  const at = Math.floor(bit / 8);
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

describe('the tree', () => {
  it('hashes the leaves of Certificate Transparency to the roots published for them', () => {
    const hashes = CT_LEAVES.map((leaf) => hashLeaf(Buffer.from(leaf, 'hex')));
    const roots = CT_ROOTS.map((_, at) => grown(hashes.slice(0, at + 1)).root());
    assert.deepEqual(
      roots.map((root) => root.toString('hex')),
      CT_ROOTS,
    );
  });

  it('without leaves has the hash of nothing for its root', () => {
    assert.deepEqual(EMPTY_ROOT, sha256());
    assert.deepEqual(new Frontier().root(), sha256());
    assert.equal(new Frontier().bytes().length, 0);
  });

  it('tells leaves from nodes, so that neither passes for the other', () => {
    const [left, right] = [sha256('left'), sha256('right')];
    assert.deepEqual(hashLeaf(Buffer.concat([left, right])), sha256(Buffer.of(0), left, right));
    assert.deepEqual(hashNode(left, right), sha256(Buffer.of(1), left, right));
  });

  it('has the root that RFC 6962 defines, of whatever size', () => {
    for (const size of ALL_SIZES) assert.deepEqual(grown(HASHES.slice(0, size)).root(), rootOf(size), `size ${size}`);
  });

  it('grows to the same root in whatever steps it is stored and read again', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 7 });
    fc.assert(
      fc.property(steps, (counts) => {
        let frontier = new Frontier();
        for (const count of counts) {
          const read = Frontier.parse(frontier.size, frontier.bytes());
          frontier = grown(HASHES.slice(read.size, read.size + count), read);
        }
        assert.deepEqual(frontier.root(), treeRoot(HASHES.slice(0, frontier.size)));
      }),
    );
  });

  it('is refused where the frontier does not fit the size', () => {
    const three = grown(HASHES.slice(0, 3));
    assert.throws(() => Frontier.parse(4, three.bytes()), /a tree of 4 leaves has 1 complete subtrees/);
    assert.throws(() => Frontier.parse(3, three.bytes().subarray(1)), /are not a row of hashes/);
    assert.throws(() => splitHashes(Buffer.alloc(33)), /33 bytes are not a row of hashes/);
  });

  it('splits at the largest power of two below its size', () => {
    assert.deepEqual(
      [2, 3, 4, 5, 8, 9, 2 ** 33 + 1].map((size) => splitPoint(size)),
      [1, 2, 2, 4, 4, 8, 2 ** 33],
    );
  });
});

describe('a proof of inclusion', () => {
  it('holds for every leaf of every tree', () => {
    for (const size of ALL_SIZES) {
      for (let index = 0; index < size; index += 1) {
        const path = inclusionPath(index, HASHES.slice(0, size));
        assert.ok(isIncluded(hashAt(index), index, size, path, rootOf(size)), `${index} of ${size}`);
      }
    }
  });

  it('holds for no other index, leaf, root or size, and neither shortened nor lengthened', () => {
    const cases = fc.integer({ min: 1, max: MAX_SIZE }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        index: fc.integer({ min: 0, max: size - 1 }),
        other: fc.integer({ min: 0, max: size - 1 }),
        bit: fc.integer({ min: 0, max: 255 }),
        pick: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ size, index, other, bit, pick }) => {
        const path = inclusionPath(index, HASHES.slice(0, size));
        const [leaf, root] = [hashAt(index), rootOf(size)];
        if (other !== index) assert.ok(!isIncluded(leaf, other, size, path, root), 'another index');
        assert.ok(!isIncluded(flipped(leaf, bit), index, size, path, root), 'another leaf');
        assert.ok(!isIncluded(leaf, index, size, path, flipped(root, bit)), 'another root');
        assert.ok(!isIncluded(leaf, size, size, path, root), 'an index beyond the tree');
        assert.ok(!isIncluded(leaf, -1, size, path, root), 'a negative index');
        assert.ok(!isIncluded(leaf, index, size, [...path, leaf], root), 'lengthened');
        if (path.length === 0) return;
        const at = pick % path.length;
        const altered = path.map((hash, n) => (n === at ? flipped(hash, bit) : hash));
        assert.ok(!isIncluded(leaf, index, size, altered, root), 'an altered hash');
        assert.ok(!isIncluded(leaf, index, size, path.toSpliced(at, 1), root), 'shortened');
      }),
    );
  });
});

describe('a proof of consistency', () => {
  it('holds from every tree to every later one', () => {
    for (const to of ALL_SIZES) {
      for (let from = 0; from <= to; from += 1) {
        const path = consistencyPath(from, HASHES.slice(0, to));
        assert.ok(isConsistent(from, rootOf(from), to, rootOf(to), path), `${from} to ${to}`);
      }
    }
  });

  it('holds for no other roots, and neither altered, shortened nor lengthened', () => {
    const cases = fc.integer({ min: 0, max: MAX_SIZE }).chain((to) =>
      fc.record({
        to: fc.constant(to),
        from: fc.integer({ min: 0, max: to }),
        bit: fc.integer({ min: 0, max: 255 }),
        pick: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ to, from, bit, pick }) => {
        const path = consistencyPath(from, HASHES.slice(0, to));
        const [older, younger] = [rootOf(from), rootOf(to)];
        assert.ok(!isConsistent(from, flipped(older, bit), to, younger, path), 'another older root');
        // The empty tree is the beginning of every other one.
        if (from > 0) assert.ok(!isConsistent(from, older, to, flipped(younger, bit), path), 'another younger root');
        assert.ok(!isConsistent(to + 1, older, to, younger, path), 'a tree that shrinks');
        assert.ok(!isConsistent(from, older, to, younger, [...path, older]), 'lengthened');
        if (path.length === 0) return;
        const at = pick % path.length;
        const altered = path.map((hash, n) => (n === at ? flipped(hash, bit) : hash));
        assert.ok(!isConsistent(from, older, to, younger, altered), 'an altered hash');
        assert.ok(!isConsistent(from, older, to, younger, path.toSpliced(at, 1)), 'shortened');
      }),
    );
  });

  it('does not join a log to another one that has forked off', () => {
    for (let fork = 0; fork < 40; fork += 1) {
      const forked = HASHES.slice(0, 60).map((hash, index) => (index === fork ? flipped(hash, 0) : hash));
      for (const from of [fork + 1, 50]) {
        const path = consistencyPath(from, forked);
        assert.ok(!isConsistent(from, rootOf(from), 60, treeRoot(forked), path), `${from}, forked at ${fork}`);
      }
    }
  });
});

function hashAt(index: number): Buffer {
  return HASHES[index] ?? assert.fail(`no leaf ${index}`);
}
