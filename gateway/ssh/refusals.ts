/** Tells what a session refused, without letting a client that asks on and on fill the log. */

import type { Refusal } from './door.ts';

const TOLD_OF_A_KIND = 5;

export class Refusals {
  readonly #tell: (what: Refusal) => void;
  readonly #counts = new Map<Refusal['kind'], number>();

  constructor(tell: (what: Refusal) => void) {
    this.#tell = tell;
  }

  add(what: Refusal): void {
    const count = (this.#counts.get(what.kind) ?? 0) + 1;
    this.#counts.set(what.kind, count);
    if (count <= TOLD_OF_A_KIND) this.#tell(what);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
