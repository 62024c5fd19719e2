/**
 * Roots and proofs by the definitions of RFC 6962, with what was worked out once kept: for trees that are too large for
 * `reference-log.ts`. It shares nothing with the ledger.
 */

import { sha256, treeRoot } from './reference-log.ts';

/** Subtrees up to this size are worked out each time. */
const SMALL = 16;

export class NaiveTree {
  readonly #hashes: readonly Buffer[];
  readonly #roots = new Map<string, Buffer>();

  constructor(hashes: readonly Buffer[]) {
    this.#hashes = hashes;
  }

  /** MTH of the first `size` leaves. */
  root(size: number): Buffer {
    return size === 0 ? treeRoot([]) : this.#over(0, size);
  }

  /** PATH(index, D[size]) */
  inclusion(index: number, size: number): Buffer[] {
    return this.#path(index, 0, size);
  }

  /** PROOF(from, D[to]) */
  consistency(from: number, to: number): Buffer[] {
    return from === 0 || from === to ? [] : this.#growth(from, 0, to, true);
  }

  #over(low: number, high: number): Buffer {
    if (high - low <= SMALL) return treeRoot(this.#hashes.slice(low, high));
    const name = `${low}-${high}`;
    const known = this.#roots.get(name);
    if (known) return known;
    const middle = low + splitPoint(high - low);
    const root = sha256(Buffer.of(1), this.#over(low, middle), this.#over(middle, high));
    this.#roots.set(name, root);
    return root;
  }

  #path(index: number, low: number, high: number): Buffer[] {
    if (high - low === 1) return [];
    const middle = low + splitPoint(high - low);
    return index < middle
      ? [...this.#path(index, low, middle), this.#over(middle, high)]
      : [...this.#path(index, middle, high), this.#over(low, middle)];
  }

  #growth(from: number, low: number, high: number, isWhole: boolean): Buffer[] {
    if (from === high) return isWhole ? [] : [this.#over(low, high)];
    const middle = low + splitPoint(high - low);
    return from <= middle
      ? [...this.#growth(from, low, middle, isWhole), this.#over(middle, high)]
      : [...this.#growth(from, middle, high, false), this.#over(low, middle)];
  }
}

/** The largest power of two below `size`. */
function splitPoint(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}
