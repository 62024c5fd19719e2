/** An inclusion proof in the members that say where a leaf is, and how to get from there to the root: wherever one goes out. */

export interface Inclusion {
  readonly leafHash: Buffer;
  readonly index: number;
  /** Of the tree. */
  readonly size: number;
  readonly root: Buffer;
  readonly hashes: readonly Buffer[];
}

export function inclusionMembers({ leafHash, index, size, root, hashes }: Inclusion) {
  return {
    leaf_hash: leafHash.toString('base64'),
    leaf_index: index,
    tree_size: size,
    root_hash: root.toString('base64'),
    hashes: hashes.map((hash) => hash.toString('base64')),
  };
}
