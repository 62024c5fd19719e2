/** Keeps the posture of all organizations. It runs in every worker; each organization is followed by one of them at a time. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import { databaseTime } from '../database-clock.ts';
import { ledgerCollections } from '../ledger/collections.ts';
import type { PostureFeedDocument } from '../models/posture.ts';
import type { PolicyBooks } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { isBehind, keepPosture } from './keep-posture.ts';

const IDLE_MS = 1_000;

export interface PostureKeeperParts {
  readonly store: Store;
  readonly books: PolicyBooks;
  readonly logger: Logger;
}

export class PostureKeeper {
  readonly #parts: PostureKeeperParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  readonly #failing = new Set<number>();

  constructor(parts: PostureKeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the round that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const isMore = await this.#round().catch((error: unknown) => {
        this.#parts.logger.warn('The posture cannot be kept; tried again', { error });
        return false;
      });
      if (!isMore) await delay(IDLE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether there is more to do at once. */
  async #round(): Promise<boolean> {
    const { store, books } = this.#parts;
    const [organizations, heads, now] = await Promise.all([
      store.models.organizations.find({ status: 'active' }, { policy_epoch: 1 }).sort({ _id: 1 }).lean(),
      ledgerCollections(store).heads.find().project<Head>({ generation: 1, size: 1 }).toArray(),
      databaseTime(store),
    ]);
    const [feeds, due, dueByDevices] = await Promise.all([
      store.models.postureFeeds.find().lean<PostureFeedDocument[]>(),
      store.models.resourcePostures.distinct('organization_id', { next_at: { $lte: now } }),
      store.models.devicePostures.distinct('organization_id', { next_at: { $lte: now } }),
    ]);
    const headOf = new Map(heads.map((head) => [head._id, head]));
    const feedOf = new Map(feeds.map((feed) => [feed._id, feed]));
    let isMore = false;
    for (const organization of organizations) {
      if (this.#stopping.signal.aborted) return false;
      const { _id } = organization;
      const kept = { organization, head: headOf.get(_id) ?? null, books, now };
      if (!isBehind(feedOf.get(_id), kept, due.includes(_id) || dueByDevices.includes(_id))) continue;
      isMore = (await this.#guarded(_id, () => keepPosture(store, kept))) || isMore;
    }
    return isMore;
  }

  /** What is wrong with one organization holds up no other. */
  async #guarded(organization_id: number, work: () => Promise<boolean>): Promise<boolean> {
    try {
      const isMore = await work();
      this.#failing.delete(organization_id);
      return isMore;
    } catch (error) {
      if (!this.#failing.has(organization_id)) {
        this.#parts.logger.warn('The posture of an organization cannot be kept; tried again', {
          organization_id,
          error,
        });
      }
      this.#failing.add(organization_id);
      return false;
    }
  }
}

type Head = { readonly _id: number; readonly generation: number; readonly size: number };
