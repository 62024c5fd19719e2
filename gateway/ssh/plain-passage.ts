/** Forwarded connections: they wait while the session is suspended, and pass as they are. */

import type { InputGate } from './input-gate.ts';
import type { StreamName } from './outlet.ts';
import type { Passage, PassageEnds } from './passage.ts';

export class PlainPassage implements Passage {
  readonly #ends: PassageEnds;
  readonly #gate: InputGate;

  constructor(ends: PassageEnds, gate: InputGate) {
    this.#ends = ends;
    this.#gate = gate;
  }

  inward(data: Buffer): Promise<void> | undefined {
    if (this.#gate.isOpen) return this.#ends.toTarget(data);
    return this.#gate.whenOpen().then(() => this.#ends.toTarget(data));
  }

  outward(data: Buffer, stream: StreamName): Promise<void> | undefined {
    return this.#ends.toPerson(data, stream);
  }

  closed(): void {
    // Nothing was kept of it.
  }
}
