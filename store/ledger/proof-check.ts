/** Checks proofs against roots (RFC 9162, 2.1.3.2 and 2.1.4.2), with nothing but what is handed in. */

import { EMPTY_ROOT, hashNode } from './merkle.ts';

/** Whether `hashes` prove that the leaf with `leafHash` is at `index` in the tree with `size` leaves and root `root`. */
export function isIncluded(
  leafHash: Buffer,
  index: number,
  size: number,
  hashes: readonly Buffer[],
  root: Buffer,
): boolean {
  if (index < 0 || index >= size) return false;
  let [node, last, found] = [index, size - 1, leafHash];
  for (const hash of hashes) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      found = hashNode(hash, found);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      found = hashNode(found, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && found.equals(root);
}

/** Whether `hashes` prove that the tree (`to`, `toRoot`) begins with the tree (`from`, `fromRoot`). */
export function isConsistent(
  from: number,
  fromRoot: Buffer,
  to: number,
  toRoot: Buffer,
  hashes: readonly Buffer[],
): boolean {
  if (from < 0 || from > to) return false;
  if (from === to) return hashes.length === 0 && fromRoot.equals(toRoot);
  if (from === 0) return hashes.length === 0 && fromRoot.equals(EMPTY_ROOT);
  // A complete old tree is its own first node.
  const [first, ...rest] = Number.isInteger(Math.log2(from)) ? [fromRoot, ...hashes] : hashes;
  if (!first) return false;
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [old, grown] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [old, grown] = [hashNode(hash, old), hashNode(hash, grown)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      grown = hashNode(grown, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && old.equals(fromRoot) && grown.equals(toRoot);
}
