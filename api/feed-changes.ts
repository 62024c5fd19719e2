/** Wakes whoever follows the events of an organization when there are more: one look for all of them in this process. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'winston';
import type { FeedPosition } from '../store/models/notification-channel.ts';
import { feedEnd } from '../store/notifications/feed.ts';
import type { Store } from '../store/store.ts';

const LOOK_EVERY_MS = 500;

interface Followed {
  end: FeedPosition | undefined;
  readonly wakes: Set<() => void>;
}

export class FeedChanges {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #followed = new Map<number, Followed>();
  readonly #closing = new AbortController();

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Resolves when there may be events beyond `position`, or `signal` is aborted. */
  async beyond(organizationId: number, position: FeedPosition, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { end } = this.#followed.get(organizationId) ?? {};
      if (end && (end.index > position.index || end.event > position.event)) return;
      await this.#nextLook(organizationId, signal);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #nextLook(organizationId: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const followed = this.#followed.get(organizationId) ?? { end: undefined, wakes: new Set() };
      const wake = () => {
        signal.removeEventListener('abort', wake);
        followed.wakes.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      followed.wakes.add(wake);
      if (this.#followed.has(organizationId)) return;
      this.#followed.set(organizationId, followed);
      void this.#look(organizationId, followed);
    });
  }

  /** Until nobody follows any more. */
  async #look(organizationId: number, followed: Followed): Promise<void> {
    while (followed.wakes.size > 0 && !this.#closing.signal.aborted) {
      try {
        followed.end = await feedEnd(this.#store, organizationId);
      } catch (error) {
        this.#logger.warn('Whether there are new events cannot be seen now', {
          organization_id: organizationId,
          error,
        });
      }
      for (const wake of [...followed.wakes]) wake();
      await delay(LOOK_EVERY_MS, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    }
    this.#followed.delete(organizationId);
  }
}
