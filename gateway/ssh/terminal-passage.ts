/** Shells and commands: recorded, shown to those who watch, and held back while the session is suspended. */

import type { Broadcast } from './broadcast.ts';
import type { ChannelRecorder, Exit, GuardedInput, TypedGuard } from './door.ts';
import type { InputGate } from './input-gate.ts';
import type { StreamName } from './outlet.ts';
import { both, NotRecorded, type Passage, type PassageEnds } from './passage.ts';

export interface TerminalPassageParts {
  readonly ends: PassageEnds;
  readonly recorder: ChannelRecorder;
  readonly broadcast: Broadcast;
  readonly gate: InputGate;
  /** Typed by a person: what is typed while the session is suspended must not be carried out later. */
  readonly isTerminal: boolean;
  /** Takes out of what is typed what must not reach the target. */
  readonly guard?: TypedGuard | undefined;
}

export class TerminalPassage implements Passage {
  readonly #parts: TerminalPassageParts;
  #isClosed = false;

  constructor(parts: TerminalPassageParts) {
    this.#parts = parts;
  }

  inward(typed: Buffer): Promise<void> | undefined {
    const { gate, isTerminal, guard } = this.#parts;
    if (this.#isClosed) return undefined;
    if (!gate.isOpen) return isTerminal ? undefined : gate.whenOpen().then(() => this.inward(typed));
    if (!isTerminal || !guard) return this.#pass(typed);
    const { passes, rest } = guard.take(typed);
    const passed = this.#pass(passes);
    return rest === null ? passed : this.#passLater(rest, passed);
  }

  #pass(data: Buffer): Promise<void> | undefined {
    const { ends, recorder } = this.#parts;
    // Recorded first: what the target gets is in the recording, or it does not get it.
    const full = this.#recorded(() => recorder.input(data));
    return full === undefined ? ends.toTarget(data) : full.then(() => this.#passRecorded(data));
  }

  /** It may have been suspended, or closed, while the recording took it. */
  async #passRecorded(data: Buffer): Promise<void> {
    const { ends, gate } = this.#parts;
    await gate.whenOpen();
    if (!this.#isClosed) await ends.toTarget(data);
  }

  /** What was given before the session was suspended, and allowed meanwhile, waits for it to go on. */
  async #passLater(rest: Promise<GuardedInput>, passed: Promise<void> | undefined): Promise<void> {
    await passed;
    for (let next: Promise<GuardedInput> | null = rest; next !== null; ) {
      const guarded: GuardedInput = await next;
      await this.#parts.gate.whenOpen();
      if (this.#isClosed) return;
      await this.#pass(guarded.passes);
      next = guarded.rest;
    }
  }

  outward(data: Buffer, stream: StreamName): Promise<void> | undefined {
    const { ends, recorder, broadcast, guard } = this.#parts;
    const full = this.#recorded(() => recorder.output(data, stream));
    guard?.printed(data);
    broadcast.output(data);
    return both(full, ends.toPerson(data, stream));
  }

  /** @throws NotRecorded */
  resize(cols: number, rows: number): void {
    if (this.#isClosed) return;
    try {
      this.#parts.recorder.resize(cols, rows);
    } catch (error) {
      throw new NotRecorded('the recorder refused', { cause: error });
    }
    this.#parts.broadcast.resize(cols, rows);
  }

  closed(exit: Exit): void {
    this.#isClosed = true;
    this.#parts.recorder.close(exit);
  }

  #recorded(write: () => boolean): Promise<void> | undefined {
    try {
      if (write()) return undefined;
    } catch (error) {
      throw new NotRecorded('the recorder refused', { cause: error });
    }
    return this.#parts.recorder.drained().catch((error: unknown) => {
      throw new NotRecorded('the recorder gave up', { cause: error });
    });
  }
}
