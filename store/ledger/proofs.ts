/** Inclusion and consistency proofs (RFC 6962, 2.1.1 and 2.1.2) over the nodes of a log's tree. */

import type { Store } from '../store.ts';
import { EMPTY_ROOT, hashNode, splitPoint } from './merkle.ts';
import { TreeNodes } from './tile-store.ts';

/**
 * Hashes that prove the leaf at `index` to be in the tree of `size` leaves, from the leaf upwards.
 * @throws RangeError where the index is not below the size; TileMissing where the tree is damaged.
 */
export async function inclusionProof(
  store: Store,
  log: number,
  index: number,
  size: number,
  nodes = new TreeNodes(store, log),
): Promise<Buffer[]> {
  if (index < 0 || index >= size) throw new RangeError(`index ${index} is not in a tree of ${size} leaves`);
  return path(nodes, index, 0, size);
}

/**
 * Hashes that prove the tree of `to` leaves to begin with the one of `from` leaves.
 * @throws RangeError where `from` is larger than `to`; TileMissing where the tree is damaged.
 */
export async function consistencyProof(
  store: Store,
  log: number,
  from: number,
  to: number,
  nodes = new TreeNodes(store, log),
): Promise<Buffer[]> {
  if (from < 0 || from > to) throw new RangeError(`a tree of ${from} leaves does not grow into one of ${to}`);
  return from === 0 || from === to ? [] : subproof(nodes, from, 0, to, true);
}

/** Root of the tree as it was with `size` leaves. */
export function rootAt(store: Store, log: number, size: number, nodes = new TreeNodes(store, log)): Promise<Buffer> {
  return size === 0 ? Promise.resolve(EMPTY_ROOT) : subtree(nodes, 0, size);
}

async function path(nodes: TreeNodes, index: number, low: number, high: number): Promise<Buffer[]> {
  if (high - low === 1) return [];
  const middle = low + splitPoint(high - low);
  return index < middle
    ? [...(await path(nodes, index, low, middle)), await subtree(nodes, middle, high)]
    : [...(await path(nodes, index, middle, high)), await subtree(nodes, low, middle)];
}

/** SUBPROOF of RFC 6962: `isWhole` says that the old tree's root is known to the verifier. */
async function subproof(nodes: TreeNodes, old: number, low: number, high: number, isWhole: boolean): Promise<Buffer[]> {
  if (old === high) return isWhole ? [] : [await subtree(nodes, low, high)];
  const middle = low + splitPoint(high - low);
  return old <= middle
    ? [...(await subproof(nodes, old, low, middle, isWhole)), await subtree(nodes, middle, high)]
    : [...(await subproof(nodes, old, middle, high, false)), await subtree(nodes, low, middle)];
}

/** Root over the leaves from `low` to `high`; every subtree on the left of a split is complete. */
async function subtree(nodes: TreeNodes, low: number, high: number): Promise<Buffer> {
  const size = high - low;
  const height = Math.log2(size);
  if (Number.isInteger(height)) return nodes.node(height, low / size);
  const middle = low + splitPoint(size);
  return hashNode(await subtree(nodes, low, middle), await subtree(nodes, middle, high));
}
