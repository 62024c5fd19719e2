/** Shows what terminals print to those who watch, and never waits for one of them. */

import { ScreenTail } from '../screen-tail.ts';
import type { WatchEvent, Watcher } from '../watching.ts';

/** What a watcher may be behind, and how much of the newest output is kept for one that begins anew. Bytes. */
const BACKLOG_BYTES = 1024 * 1024;
const KEPT_BYTES = 64 * 1024;
/** Each resize of a window counts as so much: they cost memory as well. */
const RESIZE_BYTES = 64;

export class Broadcast {
  readonly #watchers = new Set<QueuedWatcher>();
  readonly #tail = new ScreenTail(KEPT_BYTES);
  #size = { cols: 80, rows: 24 };
  #hasEnded = false;

  output(data: Buffer): void {
    this.#tail.add(data);
    for (const watcher of this.#watchers) watcher.add({ kind: 'output', data }, data.length);
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    for (const watcher of this.#watchers) watcher.add({ kind: 'resize', cols, rows }, RESIZE_BYTES);
  }

  end(): void {
    this.#hasEnded = true;
    for (const watcher of this.#watchers) watcher.finish();
    this.#watchers.clear();
  }

  watch(): Watcher {
    const watcher = new QueuedWatcher(
      () => this.#reset(),
      () => this.#watchers.delete(watcher),
    );
    if (this.#hasEnded) watcher.finish();
    else this.#watchers.add(watcher);
    return watcher;
  }

  #reset(): WatchEvent {
    return { kind: 'reset', ...this.#size, screen: this.#tail.picture() };
  }
}

class QueuedWatcher implements Watcher {
  readonly #newest: () => WatchEvent;
  readonly #onClose: () => void;
  #queue: WatchEvent[] = [];
  #bytes = 0;
  #behind = true;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(newest: () => WatchEvent, onClose: () => void) {
    this.#newest = newest;
    this.#onClose = onClose;
  }

  add(event: WatchEvent, bytes: number): void {
    // What is missed now, the next reset shows.
    if (!this.#behind) {
      this.#bytes += bytes;
      this.#queue.push(event);
      if (this.#bytes > BACKLOG_BYTES) {
        this.#behind = true;
        this.#queue = [];
        this.#bytes = 0;
      }
    }
    this.#wake?.();
  }

  finish(): void {
    this.#ended = true;
    this.#wake?.();
  }

  close(): void {
    this.#queue = [];
    this.#behind = false;
    this.#onClose();
    this.finish();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchEvent> {
    try {
      yield* this.#events();
    } finally {
      // Whoever leaves the iteration half-way watches no more.
      this.close();
    }
  }

  async *#events(): AsyncGenerator<WatchEvent> {
    for (;;) {
      if (this.#behind) {
        this.#behind = false;
        yield this.#newest();
        continue;
      }
      const batch = this.#queue;
      this.#queue = [];
      this.#bytes = 0;
      yield* batch;
      if (this.#behind || this.#queue.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
