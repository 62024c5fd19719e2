/** The items of a batch on their way in: looked at some at a time, so that what is known of each is fresh when its turn comes. */

import { waitFor } from '../../domain/item-wait.ts';
import { noteOfWait } from '../../store/item-waits.ts';
import { notePlanWaits } from '../../store/place-waits.ts';
import type { Batch, BatchItem, ItemResult } from './batch.ts';
import { type BulkItem, bulkItems } from './bulk-job.ts';
import type { Slots } from './slots.ts';
import { nextLook, sortItems, withoutRoom } from './sort-items.ts';

/** Many enough that the queries are few beside the work. */
const LOOK_AT = 128;
/** Lanes have nothing to do until the first of them were looked at. */
const FIRST_LOOK_AT = 24;
/** What was looked at longer ago is looked at again before anything is done. */
const FRESH_MS = 10_000;

interface Looked {
  readonly one: BatchItem;
  readonly at: number;
}

export interface LookedAt {
  /** Of those that are not begun by this batch at all, or not now. */
  readonly results: readonly ItemResult[];
  /** Resources whose items are in the hands of operations of their own from here on. */
  readonly handedOn: readonly number[];
}

export class Intake {
  readonly #batch: Batch;
  readonly #slots: Slots;
  readonly #left: BulkItem[];
  #hasLooked = false;
  /** Those that are to be worked on together, in places where the batch has slots. */
  #looked: Looked[] = [];

  constructor(batch: Batch, slots: Slots, items: readonly BulkItem[]) {
    this.#batch = batch;
    this.#slots = slots;
    this.#left = [...items];
  }

  get isEmpty(): boolean {
    return this.#left.length + this.#looked.length === 0;
  }

  /** Whether others have to be looked at, so that there are `count` whose turn comes soon. */
  isShortOf(count: number): boolean {
    return this.#left.length > 0 && this.#looked.filter(({ one }) => this.#slots.isSoon(one.facts)).length < count;
  }

  /** Looks at some more. */
  async look(): Promise<LookedAt> {
    const next = this.#left.splice(0, this.#hasLooked ? LOOK_AT : FIRST_LOOK_AT);
    this.#hasLooked = true;
    const [{ together, alone, results }] = await Promise.all([
      sortItems(this.#batch, next),
      // For all that are prepared of them, in groups.
      this.#batch.leases.ensure(next.map(({ resource_id }) => resource_id)),
    ]);
    const at = performance.now();
    const handedOn = await handOn(this.#batch, alone);
    await this.#slots.reserve(together);
    this.#looked.push(...together.map((one) => ({ one, at })));
    return { results: [...results, ...(await this.putOffCrowded())], handedOn };
  }

  /** Those that are to be worked on where others have all places by now. */
  async putOffCrowded(): Promise<ItemResult[]> {
    const crowded = this.#takeOut(({ one }) => this.#slots.lacks(one.facts) !== null).map((one) => {
      return { one, at: this.#slots.lacks(one.facts) ?? 'device' } as const;
    });
    const onDevices = crowded.flatMap(({ one, at }) => (at === 'device' ? [one] : []));
    await putOffDevices(this.#batch, onDevices);
    return crowded.map(({ one, at }) => withoutRoom(one.item, at));
  }

  /** What has to be looked at again. */
  giveBack(items: readonly BulkItem[]): void {
    this.#left.push(...items);
  }

  /**
   * Up to `most` of those whose turn comes soon, which are counted as waiting for it from here on. None while there is
   * enough to go on with: what is taken is stored in one transaction, which costs about the same for few and for many.
   */
  take(most: number): BatchItem[] {
    if (this.#slots.areFull || !this.#looked.some(({ one }) => this.#slots.isLow(one.facts))) return [];
    const oldest = performance.now() - FRESH_MS;
    const taken: BatchItem[] = [];
    let count = 0;
    this.#takeOut(({ one, at }) => {
      if (count >= most || !this.#slots.isSoon(one.facts)) return false;
      count += 1;
      if (at < oldest) this.#left.push(one.item);
      else {
        this.#slots.await(one.facts);
        taken.push(one);
      }
      return true;
    });
    return taken;
  }

  #takeOut(isOut: (looked: Looked) => boolean): BatchItem[] {
    const [out, stays]: [BatchItem[], Looked[]] = [[], []];
    for (const looked of this.#looked) {
      if (isOut(looked)) out.push(looked.one);
      else stays.push(looked);
    }
    this.#looked = stays;
    return out;
  }

  /** Leaves the rest as if it had never been looked at. */
  close(): void {
    this.#left.length = 0;
    this.#looked = [];
  }
}

async function handOn({ dependencies }: Batch, items: readonly BulkItem[]): Promise<number[]> {
  if (items.length === 0) return [];
  await bulkItems(dependencies.store).updateMany({ _id: { $in: items.map(({ _id }) => _id) }, ended_at: null }, [
    {
      $set: {
        status: 'running',
        started_at: { $ifNull: ['$started_at', '$$NOW'] },
        waits_for: null,
        'bulk.not_before': null,
        'bulk.handed': { $add: ['$bulk.handed', 1] },
      },
    },
  ]);
  return items.map(({ resource_id }) => resource_id);
}

/**
 * All that is queued of devices without a free slot is put off together: wave after wave of them would only be put off,
 * too. Preflights leave those devices until then. Those of platforms come again one by one.
 */
async function putOffDevices({ dependencies, job }: Batch, crowded: readonly BatchItem[]): Promise<void> {
  const devices = [...new Set(crowded.map(({ facts }) => facts.device._id))];
  if (devices.length === 0) return;
  await notePlanWaits(dependencies.store, job._id, devices);
  const until = nextLook();
  const queued = { job_id: job._id, status: 'queued', 'bulk.device_id': { $in: devices } } as const;
  await bulkItems(dependencies.store).updateMany(
    { ...queued, $or: [{ 'bulk.not_before': null }, { 'bulk.not_before': { $lt: until } }] },
    [{ $set: { 'bulk.not_before': until, waits_for: noteOfWait(waitFor('device')) } }],
  );
}
