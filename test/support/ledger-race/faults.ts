/**
 * What was really done to those in a race, as it was seen: a signal that was sent to nobody disturbs nobody, and a race
 * in which nothing happened proves nothing.
 */

import assert from 'node:assert/strict';

export interface FaultSeen {
  /** In which the primary led that it has hit; undefined: it has hit a process of Capstan's. */
  readonly term?: number;
}

export class Faults {
  readonly #counts: Map<string, number>;
  readonly #terms = new Set<number>();

  /** @param kinds each of which is meant to happen. */
  constructor(kinds: Iterable<string>) {
    this.#counts = new Map([...kinds].map((kind) => [kind, 0]));
  }

  add(kind: string, { term }: FaultSeen): void {
    this.#counts.set(kind, this.of(kind) + 1);
    if (term !== undefined) this.#terms.add(term);
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** `2 × a writer is killed, …` */
  inWords(): string {
    return [...this.#counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  }

  /**
   * @param lastTerm of the primary that was there when everything was over.
   * @throws AssertionError where a kind never happened, or a primary was hit and no other one elected.
   */
  assertHappened(lastTerm: number): void {
    for (const [kind, count] of this.#counts) assert.ok(count > 0, `it never happened that ${kind}: ${this.inWords()}`);
    const hit = Math.max(...this.#terms);
    assert.ok(lastTerm > hit, `the primary of term ${hit} was hit, and term ${lastTerm} is the last one`);
  }
}
