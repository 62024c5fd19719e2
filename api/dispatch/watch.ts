/**
 * Sees to whatever is due, one after another, until nothing is: at once when told, and by a timer, in every API process.
 * What is due says so in its document; claiming one keeps the other processes from it.
 */

import type { Logger } from 'winston';

const TICK_MS = 1_000;

export interface WatchedKind<Due> {
  /** What cannot be looked after where that fails: the beginning of a sentence. */
  readonly noun: string;
  readonly logger: Logger;
  /** Moving the due time forward is the claim. null: nothing is due. */
  readonly claim: () => Promise<Due | null>;
  /** Rejects where Temporal or MongoDB does not answer, which it would not for the next one either. */
  readonly see: (due: Due) => Promise<void>;
}

export class Watch<Due> {
  readonly #kind: WatchedKind<Due>;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #calledInVain = false;
  #stopped = false;
  #failing = false;

  constructor(kind: WatchedKind<Due>) {
    this.#kind = kind;
  }

  start(): void {
    this.#timer = setInterval(() => this.lookSoon(), TICK_MS).unref();
    this.lookSoon();
  }

  /** Looks for what is due now; returns at once. */
  lookSoon(): void {
    if (this.#stopped) return;
    if (this.#round) {
      this.#calledInVain = true;
      return;
    }
    this.#round = this.#work().finally(() => {
      this.#round = undefined;
      if (this.#calledInVain) this.lookSoon();
    });
  }

  /** Resolves when what has begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  async #work(): Promise<void> {
    const { claim, see, noun, logger } = this.#kind;
    this.#calledInVain = false;
    try {
      for (let due = await claim(); due; due = await claim()) {
        await see(due);
        this.#failing = false;
        if (this.#stopped) return;
      }
    } catch (error) {
      if (!this.#failing) logger.warn(`${noun} cannot be looked after; tried again`, { error });
      this.#failing = true;
    }
  }
}
