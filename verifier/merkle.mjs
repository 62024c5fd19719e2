/** The Merkle tree of RFC 6962, section 2.1, and the verification of its proofs as RFC 9162 writes it down. */

import { createHash } from 'node:crypto';

export const HASH_BYTES = 32;
/** No proof over fewer than 2^64 leaves is longer. */
export const MAX_PROOF_HASHES = 64;

/** Root of a tree without leaves. */
export const EMPTY_ROOT = createHash('sha256').digest();

/**
 * SHA-256(0x00 || leaf)
 * @param {Uint8Array} leaf
 * @returns {Buffer}
 */
export function hashLeaf(leaf) {
  return createHash('sha256').update(Buffer.of(0x00)).update(leaf).digest();
}

/**
 * SHA-256(0x01 || left || right)
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Buffer}
 */
export function hashNode(left, right) {
  return createHash('sha256').update(Buffer.of(0x01)).update(left).update(right).digest();
}

/**
 * RFC 9162, 2.1.3.2: the root that the proof leads to, from the leaf up.
 *
 * Positions are halved rather than shifted: JavaScript's shifts would cut them off at 32 bits.
 * @param {{ index: number, size: number, leafHash: Buffer, hashes: readonly Buffer[] }} proof
 * @returns {Buffer | undefined} undefined where the proof does not fit the index and the size
 */
export function rootOfInclusion({ index, size, leafHash, hashes }) {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leafHash, ...hashes])) return undefined;
  let node = index;
  let last = size - 1;
  let root = leafHash;
  for (const hash of hashes) {
    if (last === 0) return undefined;
    if (isOdd(node) || node === last) {
      root = hashNode(hash, root);
      // A node without a sibling moves up as it is.
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      root = hashNode(root, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? root : undefined;
}

/**
 * RFC 9162, 2.1.4.2: whether the tree with `fromRoot` is the beginning of the tree with `toRoot`.
 *
 * Every tree begins with the empty one, and with itself; both have empty proofs.
 * @param {{ from: number, to: number, fromRoot: Buffer, toRoot: Buffer, hashes: readonly Buffer[] }} proof
 * @returns {boolean}
 */
export function isConsistent({ from, to, fromRoot, toRoot, hashes }) {
  if (!isCount(from) || !isCount(to) || from > to || !areHashes([fromRoot, toRoot, ...hashes])) return false;
  if (to === 0 && !toRoot.equals(EMPTY_ROOT)) return false;
  if (from === 0) return hashes.length === 0 && fromRoot.equals(EMPTY_ROOT);
  if (from === to) return hashes.length === 0 && fromRoot.equals(toRoot);
  if (hashes.length === 0) return false;

  // A complete older tree is itself the first node; the proof leaves it out.
  const [first, ...others] = isPowerOfTwo(from) ? [fromRoot, ...hashes] : hashes;
  if (!first) return false;
  let node = from - 1;
  let last = to - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  let older = first;
  let newer = first;
  for (const hash of others) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      older = hashNode(hash, older);
      newer = hashNode(hash, newer);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = hashNode(newer, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && older.equals(fromRoot) && newer.equals(toRoot);
}

/** The root of a tree whose leaves come one by one. Keeps one hash for each bit of the size. */
export class GrowingTree {
  size = 0;
  /** @type {Buffer[]} roots of complete subtrees, the largest first */
  #subtrees = [];

  /** @param {Buffer} leafHash */
  add(leafHash) {
    let node = leafHash;
    // Each trailing one of the size is a subtree as large as the new one: the two become one.
    for (let rest = this.size; isOdd(rest); rest = half(rest)) {
      node = hashNode(/** @type {Buffer} */ (this.#subtrees.pop()), node);
    }
    this.#subtrees.push(node);
    this.size += 1;
  }

  /** @returns {Buffer} */
  root() {
    /** @type {Buffer | undefined} */
    let root;
    for (const subtree of this.#subtrees.toReversed()) root = root ? hashNode(subtree, root) : subtree;
    return root ?? EMPTY_ROOT;
  }
}

/** @param {number} value */
function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @param {readonly Buffer[]} hashes */
function areHashes(hashes) {
  return hashes.length <= MAX_PROOF_HASHES + 2 && hashes.every((hash) => hash.length === HASH_BYTES);
}

/** @param {number} value */
function isOdd(value) {
  return value % 2 === 1;
}

/** @param {number} value */
function half(value) {
  return Math.floor(value / 2);
}

/** @param {number} value at least 1 */
function isPowerOfTwo(value) {
  let rest = value;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
