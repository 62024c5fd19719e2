/** Who sequences and signs: one worker at a time, on MongoDB's clock. Losing it is safe, since every move is fenced. */

import { randomUUID } from 'node:crypto';
import type { Store } from '../store.ts';
import { ledgerCollections } from './collections.ts';

/** A keeper that is killed is followed by another one after this time. */
export const LEASE_MS = 5_000;
const RENEW_AFTER_MS = 1_500;

export class KeeperLease {
  readonly #store: Store;
  readonly #holder = randomUUID();
  #token: number | undefined;
  #renewedAtMs = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes or keeps the lease. @returns its token, which grows with each holder; undefined where another one holds it. */
  async hold(): Promise<number | undefined> {
    if (this.#token !== undefined && performance.now() - this.#renewedAtMs < RENEW_AFTER_MS) return this.#token;
    const asked = performance.now();
    if (this.#renewedAtMs === 0) await this.#ensure();
    const isOurs = { $eq: ['$holder', this.#holder] };
    const lease = await ledgerCollections(this.#store).leases.findOneAndUpdate(
      { _id: 'keeper', $expr: { $or: [isOurs, { $lte: ['$expires_at', '$$NOW'] }] } },
      [
        {
          $set: {
            token: { $cond: [isOurs, '$token', { $add: ['$token', 1] }] },
            holder: this.#holder,
            expires_at: { $add: ['$$NOW', LEASE_MS] },
          },
        },
      ],
      { returnDocument: 'after' },
    );
    this.#token = lease?.token;
    this.#renewedAtMs = asked;
    return this.#token;
  }

  async #ensure(): Promise<void> {
    const free = { holder: 'nobody', token: 0, expires_at: new Date(0) };
    await ledgerCollections(this.#store).leases.updateOne({ _id: 'keeper' }, { $setOnInsert: free }, { upsert: true });
  }

  /** Lets the next worker begin at once. */
  async release(): Promise<void> {
    if (this.#token === undefined) return;
    this.#token = undefined;
    await ledgerCollections(this.#store).leases.updateOne({ _id: 'keeper', holder: this.#holder }, [
      { $set: { expires_at: '$$NOW' } },
    ]);
  }
}
