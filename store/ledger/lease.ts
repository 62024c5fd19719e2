/** Who sequences and signs: one worker at a time, on MongoDB's clock. Losing it is safe, since every move is fenced. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type ClientSession, mongo } from 'mongoose';
import type { Store } from '../store.ts';
import { ledgerCollections } from './collections.ts';

/** A keeper that is killed is followed by another one after this time. */
export const LEASE_MS = 5_000;
const RENEW_AFTER_MS = 1_500;

export class KeeperLease {
  readonly #store: Store;
  /** Begins with host and process, for whoever wants to know which worker it is. */
  readonly #holder = `${hostname()}:${process.pid}:${randomUUID()}`;
  /** In which the holder writes what others may have to write after it. */
  readonly session: ClientSession;
  #token: number | undefined;
  #renewedAtMs = 0;
  /** Whether there is no lease to take, as far as is known. */
  #isMissing = true;

  constructor(store: Store) {
    this.#store = store;
    this.session = store.connection.getClient().startSession();
  }

  /** Takes or keeps the lease. @returns its token, which grows with each holder; undefined where another one holds it. */
  async hold(): Promise<number | undefined> {
    if (this.#token !== undefined && performance.now() - this.#renewedAtMs < RENEW_AFTER_MS) return this.#token;
    const asked = performance.now();
    if (this.#isMissing) await this.#ensure();
    this.#isMissing = false;
    const isOurs = { $eq: ['$holder', this.#holder] };
    const lease = await ledgerCollections(this.#store).leases.findOneAndUpdate(
      { _id: 'keeper', $expr: { $or: [isOurs, { $lte: ['$expires_at', '$$NOW'] }] } },
      [
        {
          $set: {
            token: { $cond: [isOurs, '$token', { $add: ['$token', 1] }] },
            holder: this.#holder,
            expires_at: { $add: ['$$NOW', LEASE_MS] },
            session: this.session.id?.id,
            predecessor: { $cond: [isOurs, '$predecessor', '$session'] },
          },
        },
      ],
      { returnDocument: 'after' },
    );
    if (lease?.predecessor && lease.token !== this.#token) await this.#endSession(lease.predecessor);
    this.#token = lease?.token;
    this.#renewedAtMs = asked;
    if (!lease) this.#isMissing = (await this.#count()) === 0;
    return this.#token;
  }

  /**
   * What a keeper that was killed had begun to write stays locked until MongoDB gives its transaction up, after a
   * minute; so who takes over ends it. A user may always end sessions of their own.
   */
  async #endSession(id: mongo.Binary): Promise<void> {
    const admin = this.#store.connection.getClient().db('admin');
    await admin.command({ killSessions: [{ id }] }).catch((error: unknown) => {
      // A server that does not let us: then it is a minute, and no reason to keep the ledger waiting for longer.
      if (!(error instanceof mongo.MongoServerError)) throw error;
    });
  }

  #count(): Promise<number> {
    return ledgerCollections(this.#store).leases.countDocuments({ _id: 'keeper' }, { limit: 1 });
  }

  /** Also one that was lost is made again, and its token goes on where the heads have come to: they take no earlier one. */
  async #ensure(): Promise<void> {
    const { heads, leases } = ledgerCollections(this.#store);
    const [furthest] = await heads
      .find()
      .sort({ epoch: -1 })
      .limit(1)
      .project<{ epoch: number }>({ epoch: 1 })
      .toArray();
    const free = { holder: 'nobody', expires_at: new Date(0) };
    await leases.updateOne(
      { _id: 'keeper' },
      { $setOnInsert: free, $max: { token: furthest?.epoch ?? 0 } },
      { upsert: true },
    );
  }

  /** Lets the next worker begin at once. For good: the lease cannot be taken again. */
  async release(): Promise<void> {
    if (this.#token !== undefined) {
      this.#token = undefined;
      // Nothing is open in the session, and from now on it may serve others of this process.
      await ledgerCollections(this.#store).leases.updateOne({ _id: 'keeper', holder: this.#holder }, [
        { $set: { expires_at: '$$NOW', session: null } },
      ]);
    }
    await this.session.endSession();
  }
}
