/** Nodes of a tree for many proofs at once: neighbours share most of what their proofs are made of. */

import { TreeNodes } from './tile-store.ts';

/** Holds every node that was asked for: to be used for some hundred proofs, and let go. */
export class RememberedNodes extends TreeNodes {
  readonly #nodes = new Map<string, Promise<Buffer>>();

  override node(height: number, index: number): Promise<Buffer> {
    const name = `${height}/${index}`;
    const node = this.#nodes.get(name) ?? super.node(height, index);
    this.#nodes.set(name, node);
    return node;
  }
}
