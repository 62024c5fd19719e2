/** The verifier's tree: it agrees with RFC 6962's definitions everywhere, and takes no proof that is off by anything. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY_ROOT, GrowingTree, hashLeaf, isConsistent, rootOfInclusion } from '../../verifier/merkle.mjs';
import { consistencyPath, inclusionPath, leafHash, sha256, treeRoot } from '../support/reference-log.ts';

/** The leaves that Certificate Transparency's own tests use, and the roots they publish, for sizes 1 to 8. */
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
/** From the same tests: leaf 0 of 8, leaf 5 of 8, and from 6 to 8 leaves. */
const CT_PATH_0_OF_8 = [
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
];
const CT_PATH_5_OF_8 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
];
const CT_PATH_FROM_6_TO_8 = [
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
];

const MAX_SIZE = 70;
const ALL = Array.from({ length: MAX_SIZE }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const ROOTS = Array.from({ length: MAX_SIZE + 1 }, (_, size) => treeRoot(ALL.slice(0, size)));
const sizeAndIndex = fc
  .integer({ min: 1, max: MAX_SIZE })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
const fromAndTo = fc
  .integer({ min: 2, max: MAX_SIZE })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to - 1 }) }));

function hex(texts: readonly string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text, 'hex'));
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  assert.ok(value !== undefined);
  return value;
}

function inclusion(index: number, size: number) {
  return { index, size, leafHash: at(ALL, index), hashes: inclusionPath(index, ALL.slice(0, size)) };
}

function consistency(from: number, to: number) {
  const hashes = consistencyPath(from, ALL.slice(0, to));
  return { from, to, fromRoot: at(ROOTS, from), toRoot: at(ROOTS, to), hashes };
}

function includes(proof: Parameters<typeof rootOfInclusion>[0], root = at(ROOTS, proof.size)): boolean {
  return rootOfInclusion(proof)?.equals(root) ?? false;
}

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe('the published test tree of Certificate Transparency', () => {
  it('has its roots, and the root of nothing is the hash of nothing', () => {
    const tree = new GrowingTree();
    assert.equal(tree.root().toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [n, leaf] of hex(CT_LEAVES).entries()) {
      tree.add(hashLeaf(leaf));
      assert.equal(tree.root().toString('hex'), CT_ROOTS[n]);
    }
  });

  it('has its proofs', () => {
    const leaves = hex(CT_LEAVES).map((leaf) => hashLeaf(leaf));
    const [root6, root8] = [at(hex(CT_ROOTS), 5), at(hex(CT_ROOTS), 7)];
    for (const [index, path] of [
      [0, CT_PATH_0_OF_8],
      [5, CT_PATH_5_OF_8],
    ] as const) {
      const root = rootOfInclusion({ index, size: 8, leafHash: at(leaves, index), hashes: hex(path) });
      assert.deepEqual(root, root8);
    }
    const proof = { from: 6, to: 8, fromRoot: root6, toRoot: root8, hashes: hex(CT_PATH_FROM_6_TO_8) };
    assert.ok(isConsistent(proof));
  });
});

describe('a tree that grows', () => {
  it('has the root that the definition gives, at every size', () => {
    const tree = new GrowingTree();
    for (const [size, root] of ROOTS.entries()) {
      assert.deepEqual(tree.root(), root, `size ${size}`);
      assert.equal(tree.size, size);
      if (size < MAX_SIZE) tree.add(at(ALL, size));
    }
  });
});

describe('inclusion', () => {
  it('is proved for every leaf of every tree, at its index and at no other', () => {
    for (let size = 1; size <= MAX_SIZE; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusion(index, size);
        assert.ok(includes(proof), `${index} of ${size}`);
        for (let other = 0; other < size + 2; other += 1) {
          if (other !== index)
            assert.ok(!includes({ ...proof, index: other }, at(ROOTS, size)), `${index} as ${other}`);
        }
      }
    }
  });

  it('is not proved in a tree of another size', () => {
    for (let size = 1; size <= MAX_SIZE; size += 1) {
      for (let other = 1; other <= MAX_SIZE; other += 1) {
        if (other !== size) assert.ok(!includes({ ...inclusion(0, size), size: other }), `${size} as ${other}`);
      }
    }
  });

  it('is not proved where any bit is flipped', () => {
    fc.assert(
      fc.property(sizeAndIndex, fc.nat(), fc.nat({ max: 255 }), ({ size, index }, which, bit) => {
        const proof = inclusion(index, size);
        const hashes = [proof.leafHash, ...proof.hashes];
        const bad = hashes.map((hash, n) => (n === which % hashes.length ? flipped(hash, bit) : hash));
        assert.ok(!includes({ ...proof, leafHash: at(bad, 0), hashes: bad.slice(1) }));
        assert.ok(!includes(proof, flipped(at(ROOTS, size), bit)));
      }),
    );
  });

  it('is not proved by a path with one hash too many, too few, or two exchanged', () => {
    fc.assert(
      fc.property(sizeAndIndex, fc.nat(), ({ size, index }, which) => {
        const proof = inclusion(index, size);
        const { hashes } = proof;
        const place = which % (hashes.length + 1);
        const more = hashes.toSpliced(place, 0, at(ALL, which % MAX_SIZE));
        assert.ok(!includes({ ...proof, hashes: more }));
        if (place < hashes.length) assert.ok(!includes({ ...proof, hashes: hashes.toSpliced(place, 1) }));
        if (hashes.length > 1) assert.ok(!includes({ ...proof, hashes: hashes.toReversed() }));
      }),
    );
  });

  it('is not proved of an inner node, or of a root passed off as a leaf', () => {
    const node = sha256(Buffer.of(1), at(ALL, 0), at(ALL, 1));
    // With the node as a leaf, a tree of 2 leaves would have the root of a tree of 4.
    const right = sha256(Buffer.of(1), at(ALL, 2), at(ALL, 3));
    assert.ok(!includes({ index: 0, size: 4, leafHash: node, hashes: [right] }));
    assert.notDeepEqual(hashLeaf(Buffer.concat([at(ALL, 0), at(ALL, 1)])), node);
  });

  it('is judged right in trees larger than 32 bits can count', () => {
    // The last leaf of a tree of 2^40 + 1 stands alone: its path is the root of all the others.
    const others = sha256('root of 2^40 leaves');
    const leaf = leafHash(Buffer.from('last'));
    const root = sha256(Buffer.of(1), others, leaf);
    const proof = { index: 2 ** 40, size: 2 ** 40 + 1, leafHash: leaf, hashes: [others] };
    assert.ok(includes(proof, root));
    assert.ok(!includes({ ...proof, index: 0 }, root));
    const first = { index: 0, size: 2 ** 52, leafHash: leaf, hashes: Array.from({ length: 52 }, () => others) };
    assert.ok(rootOfInclusion(first));
    assert.equal(rootOfInclusion({ ...first, hashes: first.hashes.slice(1) }), undefined);
  });

  it('takes no numbers that are not counts, and no index beyond the tree', () => {
    const proof = inclusion(3, 7);
    for (const index of [7, 8, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.equal(rootOfInclusion({ ...proof, index }), undefined, `${index}`);
    }
    for (const size of [0, -7, 7.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.equal(rootOfInclusion({ ...proof, size }), undefined, `${size}`);
    }
    assert.equal(rootOfInclusion({ ...proof, hashes: Array.from({ length: 1_000 }, () => at(ALL, 0)) }), undefined);
    assert.equal(rootOfInclusion({ ...proof, hashes: [Buffer.alloc(31), ...proof.hashes.slice(1)] }), undefined);
    assert.equal(rootOfInclusion({ ...proof, leafHash: Buffer.alloc(33) }), undefined);
  });
});

describe('consistency', () => {
  it('is proved for every pair of sizes', () => {
    for (let to = 0; to <= MAX_SIZE; to += 1) {
      for (let from = 0; from <= to; from += 1) assert.ok(isConsistent(consistency(from, to)), `${from} to ${to}`);
    }
  });

  it('is not proved backwards, or between other sizes', () => {
    for (let to = 2; to <= 24; to += 1) {
      for (let from = 1; from < to; from += 1) {
        const proof = consistency(from, to);
        const { fromRoot, toRoot, hashes } = proof;
        assert.ok(!isConsistent({ from: to, to: from, fromRoot: toRoot, toRoot: fromRoot, hashes }));
        for (let other = 1; other < to; other += 1) {
          const claimed = { ...proof, from: other, fromRoot: at(ROOTS, other) };
          if (other !== from) assert.ok(!isConsistent(claimed), `${from} as ${other} to ${to}`);
        }
      }
    }
  });

  it('is not proved where any bit is flipped, a hash is missing, or there is one more', () => {
    fc.assert(
      fc.property(fromAndTo, fc.nat(), fc.nat({ max: 255 }), ({ from, to }, which, bit) => {
        const proof = consistency(from, to);
        const { hashes } = proof;
        const place = which % hashes.length;
        const bad = hashes.with(place, flipped(at(hashes, place), bit));
        assert.ok(!isConsistent({ ...proof, hashes: bad }));
        assert.ok(!isConsistent({ ...proof, hashes: hashes.toSpliced(place, 1) }));
        assert.ok(!isConsistent({ ...proof, hashes: hashes.toSpliced(place, 0, at(hashes, place)) }));
        assert.ok(!isConsistent({ ...proof, fromRoot: flipped(proof.fromRoot, bit) }));
        assert.ok(!isConsistent({ ...proof, toRoot: flipped(proof.toRoot, bit) }));
      }),
    );
  });

  it('is not proved of a history in which one leaf was changed, wherever it stands', () => {
    for (const [from, to] of [
      [1, 2],
      [5, 9],
      [8, 16],
      [31, 64],
      [33, 70],
    ] as const) {
      for (let changed = 0; changed < from; changed += 1) {
        const forged = ALL.slice(0, to).with(changed, leafHash(Buffer.from('forged')));
        const proof = { ...consistency(from, to), toRoot: treeRoot(forged), hashes: consistencyPath(from, forged) };
        assert.ok(!isConsistent(proof), `leaf ${changed}, ${from} to ${to}`);
      }
    }
  });

  it('of the empty tree, and of a tree with itself, takes no hashes and no other root', () => {
    const [hash, root] = [at(ALL, 0), at(ROOTS, 7)];
    assert.ok(!isConsistent({ from: 0, to: 7, fromRoot: EMPTY_ROOT, toRoot: root, hashes: [hash] }));
    assert.ok(!isConsistent({ from: 0, to: 7, fromRoot: hash, toRoot: root, hashes: [] }));
    assert.ok(!isConsistent({ from: 7, to: 7, fromRoot: root, toRoot: root, hashes: [hash] }));
    assert.ok(!isConsistent({ from: 7, to: 7, fromRoot: root, toRoot: hash, hashes: [] }));
    assert.ok(!isConsistent({ from: 0, to: 0, fromRoot: EMPTY_ROOT, toRoot: hash, hashes: [] }));
    assert.ok(!isConsistent({ from: 4, to: 7, fromRoot: at(ROOTS, 4), toRoot: root, hashes: [] }));
  });

  it('takes no numbers that are not counts, and no endless proof', () => {
    const proof = consistency(3, 7);
    for (const from of [-1, 0.5, Number.NaN, 8, 2 ** 53]) assert.ok(!isConsistent({ ...proof, from }), `${from}`);
    for (const to of [-1, 7.5, Number.POSITIVE_INFINITY, 2 ** 53]) assert.ok(!isConsistent({ ...proof, to }), `${to}`);
    assert.ok(!isConsistent({ ...proof, hashes: [Buffer.alloc(31), ...proof.hashes.slice(1)] }));
    assert.ok(!isConsistent({ ...proof, toRoot: Buffer.alloc(33) }));
    const endless = Array.from({ length: 10_000 }, () => at(ALL, 0));
    assert.ok(!isConsistent({ ...proof, hashes: endless }));
  });
});
