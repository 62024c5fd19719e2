/** What was read in one epoch, kept in memory for as long as the epoch stands still. */

interface Kept<Value> {
  readonly epoch: number;
  readonly value: Promise<Value>;
}

/**
 * Nothing here is trusted for a while: whoever asks brings the epoch as the database has it now, and what was read in
 * another epoch is read again. What is read after the epoch can be newer than it, never older.
 */
export class KeptByEpoch<Key, Value> {
  readonly #entries = new Map<Key, Kept<Value>>();
  readonly #limit: number;

  /** @param limit how many are kept; the least recently used goes first. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  of(key: Key, epoch: number, read: () => Promise<Value>): Promise<Value> {
    const found = this.#entries.get(key);
    // A Map keeps the order in which its keys were set.
    this.#entries.delete(key);
    const entry = found?.epoch === epoch ? found : { epoch, value: read() };
    this.#entries.set(key, entry);
    if (entry !== found) this.#forget(key, entry);
    return entry.value;
  }

  /** What could not be read is asked for again, and what is over the limit goes. */
  #forget(key: Key, entry: Kept<Value>): void {
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}
