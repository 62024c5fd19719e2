/**
 * Slots of devices and platforms that are held beside the leases of resources: by an attempt at a batch for whatever it works
 * on, by a preflight while it logs in, or by an operation of its own that a job by a plan has handed an item to. They run out
 * as leases do.
 */

import { randomInt } from 'node:crypto';
import type { mongo } from 'mongoose';
import { isDuplicateKey } from './duplicate-key.ts';
import { EXTENDED, FREE, IS_OVER, LEASE_MS } from './leases.ts';
import { HAS_SLOT, type LeaseDocument } from './models/lease.ts';
import { countPlaceWaits } from './place-waits.ts';
import type { Store } from './store.ts';

/** How many slots of a device single operations keep, where it has more than one: whoever waits for an answer goes first. */
const KEPT_FREE = 1;

/** Two that choose the same slots at once meet in the index; who has lost some looks again this often. */
const SLOT_TRIES = 5;
/** Above what a platform may allow. */
const MOST_SLOTS = 10_000;

/** What has slots: a device, which single operations work on as well, or a platform, whose slots are for jobs by a plan alone. */
export type SlotPlace = { readonly device: number } | { readonly platform: number };

/** How many of `most` slots of a place jobs by a plan may hold together while nobody else waits for one. */
export function plannedSlots(place: SlotPlace, most: number): number {
  return most - keptFreeOf(place, most);
}

function keptFreeOf(place: SlotPlace, most: number): number {
  return 'device' in place && most > 1 ? KEPT_FREE : 0;
}

export class HeldSlots {
  readonly #store: Store;
  readonly #jobId: number;
  readonly #holder: string;

  /** @param holder whoever comes again under the same name finds what it holds. */
  constructor(store: Store, jobId: number, holder: string) {
    this.#store = store;
    this.#jobId = jobId;
    this.#holder = holder;
  }

  /**
   * Takes slots until `wanted` are held, as far as there are any, or gives back those above it; they are kept until
   * {@link leave}.
   * @param most how many there are, whoever has them.
   * @returns how many are held; 0 where others have all that may be taken.
   */
  async take(place: SlotPlace, most: number, wanted: number): Promise<number> {
    const device_id = placeId(place);
    // Those of jobs that died long ago would hold their slots for ever.
    await this.#leases.deleteMany({ device_id, _id: { $lt: 0 }, $or: [{ slot: null }, IS_OVER] });
    await this.#leases.updateMany({ device_id, ...HAS_SLOT, ...IS_OVER }, { $set: FREE });
    const kept = Math.max(keptFreeOf(place, most), await this.#waitedFor(place));
    let held = await this.#held(device_id);
    if (held > wanted) return this.#giveBack(device_id, held, wanted);
    for (let attempt = 0; attempt < SLOT_TRIES && held < wanted; attempt += 1) {
      // The lowest are kept, so that of two who look at once neither takes what the other has left free.
      const free = (await this.#free(device_id, most)).slice(kept);
      const chosen = shuffled(free).slice(0, wanted - held);
      if (chosen.length === 0) break;
      await this.#insert(device_id, chosen);
      held = await this.#held(device_id);
    }
    return held;
  }

  /** They are noted by the clock of this host: from here on they run by that of the database. */
  async extend(): Promise<void> {
    await this.#leases.updateMany({ holder: this.#holder, _id: { $lt: 0 } }, EXTENDED);
  }

  /** Frees what earlier holders have left whose names begin with `prefix`, as this one's does: they have died. */
  async takeOver(prefix: string): Promise<void> {
    const earlier = { $gt: prefix, $lt: `${prefix}~`, $ne: this.#holder };
    await this.#leases.deleteMany({ _id: { $lt: 0 }, holder: earlier });
  }

  /** Gives back those of one place. */
  async leaveAt(place: SlotPlace): Promise<void> {
    await this.#leases.deleteMany({ device_id: placeId(place), holder: this.#holder, _id: { $lt: 0 } });
  }

  /** Gives back all. */
  async leave(): Promise<void> {
    await this.#leases.deleteMany({ holder: this.#holder, _id: { $lt: 0 } });
  }

  /** As many as wait for one are left to them. */
  async #waitedFor(place: SlotPlace): Promise<number> {
    if (!('device' in place)) return 0;
    return (await countPlaceWaits(this.#store, [place.device])).get(place.device) ?? 0;
  }

  async #giveBack(device_id: number, held: number, wanted: number): Promise<number> {
    const surplus = await this.#leases
      .find({ device_id, _id: { $lt: 0 }, holder: this.#holder })
      .project<{ _id: number }>({ _id: 1 })
      .limit(held - wanted)
      .toArray();
    await this.#leases.deleteMany({ _id: { $in: surplus.map(({ _id }) => _id) }, holder: this.#holder });
    return wanted;
  }

  async #free(device_id: number, most: number): Promise<number[]> {
    const held = await this.#leases
      .find({ device_id, ...HAS_SLOT })
      .project<Pick<LeaseDocument, 'slot'>>({ slot: 1 })
      .toArray();
    const used = new Set(held.map(({ slot }) => slot));
    return Array.from({ length: most }, (_, slot) => slot).filter((slot) => !used.has(slot));
  }

  #held(device_id: number): Promise<number> {
    return this.#leases.countDocuments({ device_id, _id: { $lt: 0 }, holder: this.#holder });
  }

  /** Others may take some of them at the same moment, and the index lets one have each. */
  async #insert(device_id: number, slots: readonly number[]): Promise<void> {
    const expires_at = new Date(Date.now() + LEASE_MS);
    const held_by = { token: 1, job_id: this.#jobId, holder: this.#holder, expires_at };
    try {
      await this.#leases.insertMany(
        slots.map((slot) => ({ _id: slotId(device_id, slot), device_id, slot, ...held_by })),
        { ordered: false },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  get #leases(): mongo.Collection<LeaseDocument> {
    return this.#store.connection.getClient().db().collection<LeaseDocument>('leases');
  }
}

/** Platforms stand beside devices under numbers that no device has. */
function placeId(place: SlotPlace): number {
  return 'device' in place ? place.device : -place.platform;
}

/** Slots that are held beside the leases of resources stand under ids that no resource has. */
function slotId(placeId: number, slot: number): number {
  const number = Math.abs(placeId) * MOST_SLOTS + slot;
  return placeId < 0 ? -(2 * number + 1) : -2 * number;
}

function shuffled(slots: readonly number[]): number[] {
  return slots
    .map((slot) => ({ slot, at: randomInt(1_000_000) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ slot }) => slot);
}
