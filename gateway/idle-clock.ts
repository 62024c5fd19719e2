/** Tells when nobody has done anything for a time. */

export class IdleClock {
  readonly #limitMs: number;
  readonly #rests: () => boolean;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;
  #touchedAt = performance.now();

  /** Starts at once. While `rests` says so, nobody can do anything, and nobody is idle. */
  constructor(limitMs: number, rests: () => boolean, onIdle: () => void) {
    this.#limitMs = limitMs;
    this.#rests = rests;
    this.#onIdle = onIdle;
    this.#wait(limitMs);
  }

  /** Somebody did something. */
  touch(): void {
    this.#touchedAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  // One timer that looks again, rather than one set anew with every key that is pressed.
  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      if (this.#rests()) this.touch();
      const left = this.#touchedAt + this.#limitMs - performance.now();
      if (left > 0) this.#wait(Math.ceil(left));
      else this.#onIdle();
    }, ms);
  }
}
