/**
 * Leases on many resources at once, and the places of their devices. They are those of store/leases.ts: a resource
 * is worked on by one job, whether it comes alone or in a batch. What is more: a batch that is begun again, after its
 * worker was given up, fences the earlier attempt, which may only have been slow.
 */

import { randomUUID } from 'node:crypto';
import type { ClientSession, mongo } from 'mongoose';
import { isDuplicateKey } from './duplicate-key.ts';
import { HeldSlots, type SlotPlace } from './held-slots.ts';
import { LEASE_MS, LeaseLost } from './leases.ts';
import type { LeaseDocument } from './models/lease.ts';
import type { Store } from './store.ts';

export type { SlotPlace } from './held-slots.ts';

const FREE = { job_id: null, slot: null, holder: null } as const;
const EXTENDED = [{ $set: { expires_at: { $add: ['$$NOW', LEASE_MS] } } }];
const IS_OVER = { $expr: { $lt: ['$expires_at', '$$NOW'] } };

/** An attempt at a batch of a job. */
export interface BatchAttempt {
  readonly jobId: number;
  readonly wave: number;
  readonly batch: number;
  /** The step of the job that asks for it; the same batch may be asked for again, later. */
  readonly round: number;
  /** How often this step has been tried, this one included. */
  readonly attempt: number;
}

/** What one attempt at a batch holds. */
export class BatchLeases {
  readonly #store: Store;
  readonly #jobId: number;
  readonly #batch: string;
  /** What its holders begin with, in the order of attempts. */
  readonly #turn: string;
  readonly #holder: string;
  readonly #slots: HeldSlots;

  constructor(store: Store, { jobId, wave, batch, round, attempt }: BatchAttempt) {
    this.#store = store;
    this.#jobId = jobId;
    this.#batch = `${jobId}/${wave}/${batch}/`;
    this.#turn = `${this.#batch}${inOrder(round)}/${inOrder(attempt)}/`;
    this.#holder = `${this.#turn}${randomUUID()}`;
    this.#slots = new HeldSlots(store, jobId, this.#holder);
  }

  /** Takes away the slots of earlier attempts at the same batch, which hold them until they expire. */
  async succeed(): Promise<void> {
    await this.#leases.deleteMany({ _id: { $lt: 0 }, holder: { $gt: this.#batch, $lt: this.#turn } });
  }

  /** Makes sure that there is a lease of each, which {@link take} may then take in a transaction. */
  async ensure(resourceIds: readonly number[]): Promise<void> {
    const known = await this.#leases
      .find({ _id: { $in: [...resourceIds] } })
      .project<{ _id: number }>({ _id: 1 })
      .toArray();
    const present = new Set(known.map(({ _id }) => _id));
    const missing = resourceIds.filter((id) => !present.has(id));
    if (missing.length === 0) return;
    const free = { token: 0, job_id: null, device_id: null, slot: null, holder: null, expires_at: new Date(0) };
    try {
      await this.#leases.insertMany(
        missing.map((_id) => ({ _id, ...free })),
        { ordered: false },
      );
    } catch (error) {
      // Another job created some of them at the same moment.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * Takes the leases that are free, have run out, or are held by the same job.
   * @returns the resources of those.
   * @throws LeaseLost where a later attempt has begun: it has taken the slots away, or holds something itself.
   */
  async take(resourceIds: readonly number[], session?: ClientSession): Promise<ReadonlySet<number>> {
    const options = session ? { session } : {};
    const { matchedCount } = await this.#leases.updateOne({ holder: this.#holder, _id: { $lt: 0 } }, EXTENDED, options);
    const later = { holder: { $gt: `${this.#turn}~`, $lt: `${this.#batch}~` } };
    if (matchedCount === 0 || (await this.#leases.findOne(later, options)) !== null) {
      throw new LeaseLost(resourceIds[0] ?? 0, this.#jobId);
    }
    await this.#leases.updateMany(
      { _id: { $in: [...resourceIds] }, $or: [{ job_id: null }, { job_id: this.#jobId }, IS_OVER] },
      [
        {
          $set: {
            token: { $add: ['$token', 1] },
            job_id: this.#jobId,
            device_id: null,
            slot: null,
            holder: this.#holder,
            expires_at: { $add: ['$$NOW', LEASE_MS] },
          },
        },
      ],
      options,
    );
    const taken = await this.#leases
      .find({ _id: { $in: [...resourceIds] }, holder: this.#holder }, options)
      .project<{ _id: number }>({ _id: 1 })
      .toArray();
    return new Set(taken.map(({ _id }) => _id));
  }

  /** As {@link HeldSlots.take}; they are kept until {@link leave}. */
  takeSlots(place: SlotPlace, most: number, wanted: number): Promise<number> {
    return this.#slots.take(place, most, wanted);
  }

  /**
   * Proves that all of `resourceIds` are still held, and extends them. Within a transaction that makes it conflict
   * with a take-over at the same moment.
   * @throws LeaseLost
   */
  async assert(resourceIds: readonly number[], session?: ClientSession): Promise<void> {
    await this.#write(resourceIds, EXTENDED, session);
  }

  /** Holds on to all that is left, slots included. */
  async extend(): Promise<void> {
    await this.#leases.updateMany({ holder: this.#holder }, EXTENDED);
  }

  /** Gives back what is held, and proves that it was. @throws LeaseLost */
  async release(resourceIds: readonly number[], session?: ClientSession): Promise<void> {
    await this.#write(resourceIds, { $set: FREE }, session);
  }

  /** Gives back all that is still held, but for the resources of `except`, which somebody else goes on with. */
  async leave(except: readonly number[]): Promise<void> {
    await this.#slots.leave();
    await this.#leases.updateMany({ holder: this.#holder, _id: { $nin: [...except] } }, { $set: FREE });
  }

  async #write(
    resourceIds: readonly number[],
    update: mongo.UpdateFilter<LeaseDocument> | object[],
    session?: ClientSession,
  ): Promise<void> {
    if (resourceIds.length === 0) return;
    const { matchedCount } = await this.#leases.updateMany(
      { _id: { $in: [...resourceIds] }, job_id: this.#jobId, holder: this.#holder },
      update,
      session ? { session } : {},
    );
    if (matchedCount !== resourceIds.length) throw new LeaseLost(resourceIds[0] ?? 0, this.#jobId);
  }

  get #leases(): mongo.Collection<LeaseDocument> {
    return this.#store.connection.getClient().db().collection<LeaseDocument>('leases');
  }
}

/** As text that sorts as the number does. */
function inOrder(count: number): string {
  return String(count).padStart(10, '0');
}
