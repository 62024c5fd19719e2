/** Bounds what those may cost who have shown no token yet, or only wrong ones. */

import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface StrangerLimits {
  /** Connections without an admission: of all, and of one address. */
  readonly waiting: number;
  readonly waitingOfOne: number;
  /** Refused tokens of one address in a minute. */
  readonly refusedOfOne: number;
}

export class Strangers {
  readonly #limits: StrangerLimits;
  readonly #refused: RateLimiterMemory;
  readonly #waiting = new Map<string, number>();
  #all = 0;

  constructor(limits: StrangerLimits) {
    this.#limits = limits;
    this.#refused = new RateLimiterMemory({ points: limits.refusedOfOne, duration: 60 });
  }

  /** Takes a place for somebody of `address`; null where there is none. The answer gives it back, once. */
  async enter(address: string): Promise<(() => void) | null> {
    const ofOne = this.#waiting.get(address) ?? 0;
    if (this.#all >= this.#limits.waiting || ofOne >= this.#limits.waitingOfOne) return null;
    this.#waiting.set(address, ofOne + 1);
    this.#all += 1;
    let isHere = true;
    const leave = () => {
      if (!isHere) return;
      isHere = false;
      this.#all -= 1;
      const left = (this.#waiting.get(address) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(address);
      else this.#waiting.set(address, left);
    };
    const spent = (await this.#refused.get(address))?.consumedPoints ?? 0;
    if (spent < this.#limits.refusedOfOne) return leave;
    leave();
    return null;
  }

  async countRefusal(address: string): Promise<void> {
    await this.#refused.penalty(address);
  }
}
