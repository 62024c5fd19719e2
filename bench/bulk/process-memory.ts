/** What a process occupies, as it tells whoever supervises it. */

import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 500;

export class ProcessMemory {
  readonly #url: string;

  /** @param baseUrl of its `/metrics`. */
  constructor(baseUrl: string) {
    this.#url = `${baseUrl}/metrics`;
  }

  /** Looks until it is told to stop. @returns how to, which answers with the most that was seen, in bytes. */
  watch(): () => Promise<number> {
    const stopping = new AbortController();
    const most = this.#most(stopping.signal);
    // It is asked for its end, and throws there.
    most.catch(() => undefined);
    return () => {
      stopping.abort();
      return most;
    };
  }

  async #most(signal: AbortSignal): Promise<number> {
    let most = 0;
    while (!signal.aborted) {
      most = Math.max(most, await this.#now());
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    return most;
  }

  async #now(): Promise<number> {
    const text = await (await fetch(this.#url)).text();
    const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1];
    if (bytes === undefined) throw new Error(`${this.#url} does not tell what its process occupies`);
    return Number(bytes);
  }
}
