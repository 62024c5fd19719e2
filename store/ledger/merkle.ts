/** The Merkle tree of RFC 6962, section 2.1: hashes, the frontier that grows it, and what a frontier's root is. */

import { createHash } from 'node:crypto';

export const HASH_BYTES = 32;
const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = Buffer.of(0x01);

/** SHA-256(0x00 || leaf) */
export function hashLeaf(leaf: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF_PREFIX).update(leaf).digest();
}

/** SHA-256(0x01 || left || right) */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest();
}

/** Root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = createHash('sha256').digest();

/**
 * The roots of the complete subtrees that a tree of `size` leaves is made of, the largest first: one for each bit of
 * `size`. It is all that is needed to add leaves, and to say the root.
 */
export class Frontier {
  #size: number;
  readonly #nodes: Buffer[];

  constructor(size = 0, nodes: readonly Buffer[] = []) {
    if (nodes.length !== onesIn(size))
      throw new Error(`a tree of ${size} leaves has ${onesIn(size)} complete subtrees`);
    this.#size = size;
    this.#nodes = [...nodes];
  }

  static parse(size: number, bytes: Buffer): Frontier {
    return new Frontier(size, splitHashes(bytes));
  }

  get size(): number {
    return this.#size;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#nodes);
  }

  add(leafHash: Buffer): void {
    let node = leafHash;
    // Every trailing one of the size is a subtree as large as the new one.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#nodes.pop();
      if (!left) throw new Error('the frontier is shorter than its size says');
      node = hashNode(left, node);
    }
    this.#nodes.push(node);
    this.#size += 1;
  }

  root(): Buffer {
    const [last, ...others] = this.#nodes.toReversed();
    return last ? others.reduce((right, left) => hashNode(left, right), last) : EMPTY_ROOT;
  }
}

export function splitHashes(bytes: Buffer): Buffer[] {
  if (bytes.length % HASH_BYTES !== 0) throw new Error(`${bytes.length} bytes are not a row of hashes`);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

function onesIn(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

/** The largest power of two below `size`, which is 2 or more. */
export function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}
