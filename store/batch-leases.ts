/**
 * Leases on many resources at once, and the places of their devices. They are those of store/leases.ts: a resource
 * is worked on by one job, whether it comes alone or in a batch. What is more: a batch that is begun again, after its
 * worker was given up, fences the earlier attempt, which may only have been slow.
 */

import type { ClientSession, mongo } from 'mongoose';
import { isDuplicateKey } from './duplicate-key.ts';
import { HeldSlots, type SlotPlace } from './held-slots.ts';
import { EXTENDED, FREE, IS_OVER, LEASE_MS, LeaseLost } from './leases.ts';
import type { LeaseDocument } from './models/lease.ts';
import type { Store } from './store.ts';

/** A batch of a job; its attempts follow one upon another. */
export interface BatchName {
  readonly jobId: number;
  readonly wave: number;
  readonly batch: number;
}

/** What one attempt at a batch holds. */
export class BatchLeases {
  readonly #store: Store;
  readonly #batch: BatchName;
  /** How many attempts there have been, this one included: counted by the store, so that no restart of anything begins anew. */
  readonly #attempt: number;
  readonly #holder: string;
  readonly #slots: HeldSlots;
  /** Resources of which there is a lease, whoever holds it. */
  readonly #present = new Set<number>();

  private constructor(store: Store, batch: BatchName, attempt: number) {
    this.#store = store;
    this.#batch = batch;
    this.#attempt = attempt;
    this.#holder = `${holdersOf(batch)}${attempt}`;
    this.#slots = new HeldSlots(store, batch.jobId, this.#holder);
  }

  /** From here on earlier attempts take nothing more, and their slots, which they would hold until they expire, are free. */
  static async begin(store: Store, batch: BatchName): Promise<BatchLeases> {
    const counter = await store.models.counters
      .findOneAndUpdate({ _id: counterOf(batch) }, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean();
    if (!counter) throw new Error(`the attempts at ${counterOf(batch)} are not counted`);
    const begun = new BatchLeases(store, batch, counter.value);
    await begun.#leases.deleteMany({ _id: { $lt: 0 }, holder: { ...begun.#ofBatch(), $ne: begun.#holder } });
    return begun;
  }

  /**
   * Makes sure that there is a lease of each, which {@link take} may then take in a transaction. They are never deleted, so
   * that what was there once is not asked for again.
   */
  async ensure(resourceIds: readonly number[]): Promise<void> {
    const unknown = resourceIds.filter((id) => !this.#present.has(id));
    if (unknown.length === 0) return;
    const found = await this.#leases
      .find({ _id: { $in: unknown } })
      .project<{ _id: number }>({ _id: 1 })
      .batchSize(unknown.length + 1)
      .toArray();
    const present = new Set(found.map(({ _id }) => _id));
    await this.#insert(unknown.filter((id) => !present.has(id)));
    for (const id of unknown) this.#present.add(id);
  }

  async #insert(missing: readonly number[]): Promise<void> {
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
   * Takes the leases that are free, have run out, or are held by an earlier attempt at the same batch.
   * @returns the resources of those.
   * @throws LeaseLost where a later attempt has begun.
   */
  async take(resourceIds: readonly number[], session?: ClientSession): Promise<ReadonlySet<number>> {
    const options = session ? { session } : {};
    // In a transaction the write conflicts with a later attempt that takes the slot away at this moment.
    const { matchedCount } = await this.#leases.updateOne({ holder: this.#holder, _id: { $lt: 0 } }, EXTENDED, options);
    if (matchedCount === 0) throw this.#lost(resourceIds);
    await this.#requireLatest(session);
    const ofBatch = { job_id: this.#batch.jobId, holder: this.#ofBatch() };
    const all = new Set(resourceIds);
    const taken = await this.#leases.updateMany(
      { _id: { $in: [...all] }, $or: [{ job_id: null }, ofBatch, IS_OVER] },
      [
        {
          $set: {
            token: { $add: ['$token', 1] },
            job_id: this.#batch.jobId,
            device_id: null,
            slot: null,
            holder: this.#holder,
            expires_at: { $add: ['$$NOW', LEASE_MS] },
          },
        },
      ],
      options,
    );
    if (taken.matchedCount === all.size) return all;
    const held = await this.#leases
      .find({ _id: { $in: [...all] }, holder: this.#holder }, options)
      .project<{ _id: number }>({ _id: 1 })
      .toArray();
    return new Set(held.map(({ _id }) => _id));
  }

  /**
   * As {@link HeldSlots.take}; they are kept until {@link leave}.
   * @throws LeaseLost where a later attempt has begun.
   */
  async takeSlots(place: SlotPlace, most: number, wanted: number): Promise<number> {
    await this.#requireLatest();
    return this.#slots.take(place, most, wanted);
  }

  /** Gives back the slots, and nothing else. */
  leaveSlots(): Promise<void> {
    return this.#slots.leave();
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
  async release(resourceIds: readonly number[], session: ClientSession): Promise<void> {
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
      { _id: { $in: [...resourceIds] }, job_id: this.#batch.jobId, holder: this.#holder },
      update,
      session ? { session } : {},
    );
    if (matchedCount !== resourceIds.length) throw this.#lost(resourceIds);
  }

  async #requireLatest(session?: ClientSession): Promise<void> {
    const latest = await this.#store.models.counters
      .findById(counterOf(this.#batch))
      .session(session ?? null)
      .lean();
    if (latest?.value !== this.#attempt) throw this.#lost([]);
  }

  #lost([resourceId = 0]: readonly number[]): LeaseLost {
    return new LeaseLost(resourceId, this.#batch.jobId);
  }

  /** Condition on holders: any attempt at the batch. */
  #ofBatch() {
    const prefix = holdersOf(this.#batch);
    return { $gt: prefix, $lt: `${prefix}~` };
  }

  get #leases(): mongo.Collection<LeaseDocument> {
    return this.#store.connection.getClient().db().collection<LeaseDocument>('leases');
  }
}

/** Once the job has ended there are no more attempts. */
export async function forgetAttempts({ models }: Store, jobId: number): Promise<void> {
  await models.counters.deleteMany({ _id: { $gt: `attempts:${jobId}/`, $lt: `attempts:${jobId}/~` } });
}

function counterOf(batch: BatchName): string {
  return `attempts:${holdersOf(batch)}`;
}

/** What the names of its attempts begin with. */
function holdersOf({ jobId, wave, batch }: BatchName): string {
  return `${jobId}/${wave}/${batch}/`;
}
