/** Bounded places, a number of them for each key: whoever finds none waits for one. */

interface Waiting {
  readonly most: number;
  readonly enter: () => void;
}

export class Places<Key> {
  readonly #taken = new Map<Key, number>();
  readonly #waiting = new Map<Key, Waiting[]>();

  /** Runs `work` while fewer than `most` others have a place of `key`. */
  async within<Result>(key: Key, most: number, work: () => Promise<Result>): Promise<Result> {
    await this.#enter(key, most);
    try {
      return await work();
    } finally {
      this.#leave(key);
    }
  }

  async #enter(key: Key, most: number): Promise<void> {
    const taken = this.#taken.get(key) ?? 0;
    if (taken < most) {
      this.#taken.set(key, taken + 1);
      return;
    }
    await new Promise<void>((enter) => {
      const queue = this.#waiting.get(key);
      if (queue) queue.push({ most, enter });
      else this.#waiting.set(key, [{ most, enter }]);
    });
  }

  /** The place goes to the first in the queue whose bound allows it. */
  #leave(key: Key): void {
    const taken = (this.#taken.get(key) ?? 1) - 1;
    const queue = this.#waiting.get(key) ?? [];
    const next = queue.findIndex(({ most }) => taken < most);
    const [entering] = next < 0 ? [] : queue.splice(next, 1);
    if (queue.length === 0) this.#waiting.delete(key);
    const now = entering ? taken + 1 : taken;
    if (now === 0) this.#taken.delete(key);
    else this.#taken.set(key, now);
    entering?.enter();
  }
}
