/** Reads that are shared without being stale: who asks gets the answer of a read that began after the question. */

interface Turn<Value> {
  readonly running: Promise<Value>;
  /** The read for those who came while `running` was on its way; it begins when that has ended. */
  next: Promise<Value> | undefined;
}

/**
 * A busy API asks for the same few users and applications hundreds of times a second. One read per key
 * is on its way at a time, and all who come meanwhile share the one after it, so nobody is let in by
 * what the database said before the request arrived.
 */
export class FreshRead<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #turns = new Map<string, Turn<Value>>();

  constructor(read: (key: string) => Promise<Value>) {
    this.#read = read;
  }

  get(key: string): Promise<Value> {
    const turn = this.#turns.get(key);
    if (!turn) return this.#begin(key);
    // A failure goes to those who wait as well: while the database is away, one timeout after another helps nobody.
    turn.next ??= turn.running.then(() => this.#begin(key));
    return turn.next;
  }

  #begin(key: string): Promise<Value> {
    // A promise of its own: what a library calls one may begin anew for each who waits.
    const running = (async () => this.#read(key))();
    const forget = () => void this.#turns.delete(key);
    running.then(() => {
      if (!this.#turns.get(key)?.next) forget();
    }, forget);
    this.#turns.set(key, { running, next: undefined });
    return running;
  }
}
