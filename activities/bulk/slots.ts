/** Slots of devices and platforms: how many items of each a batch may work on at once, and how many it does. */

import { mostParallelOn } from '../../domain/policy/parallel.ts';
import { plannedSlots, type SlotPlace } from '../../store/held-slots.ts';
import { endPlanWaits } from '../../store/place-waits.ts';
import { BATCHES_AT_ONCE } from '../../workflows/contract.ts';
import type { Batch, BatchItem } from './batch.ts';
import { isLendingDue, type Lending, lend, NOTHING_LENT, noteWaiting } from './lending.ts';

/** How much one batch does at once, over all devices. */
export const LANES = 16;

/**
 * So much is prepared ahead at the pace of a place, beside two for each of its slots: enough that lanes never wait, and
 * little, since nobody asks again whether what is prepared still may be done.
 */
const AHEAD_SECONDS = 1;
/** What waits is added to before it is less than so much: storing what comes next takes about as long. */
const LOW_SECONDS = 0.2;

/** So many places of a device a batch takes in any case, where there are as many. */
const LEAST_OF_A_DEVICE = 2;

interface Count extends Lending {
  /** Infinite where nothing bounds it. */
  held: number;
  /** Of those that are held. */
  used: number;
  /** How many there are, whoever has them. */
  most: number;
  /** Items that wait for one. */
  waiting: number;
  finished: number;
  readonly begun: number;
}

type Facts = BatchItem['facts'];

export class Slots {
  readonly #batch: Batch;
  readonly #devices = new Map<number, Count>();
  readonly #platforms = new Map<number, Count>();

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  /**
   * Takes what `items` can use, as far as others leave it, and gives back what a bound no longer allows; what is held
   * otherwise stays so until the batch has ended.
   */
  async reserve(items: readonly BatchItem[]): Promise<void> {
    let hasTaken = false;
    const begun: number[] = [];
    for (const [device, own] of groupedBy(items, ({ facts }) => facts.device._id)) {
      const most = Math.min(...own.map((one) => mostAtOnce(this.#batch, one)));
      if (!(await this.#hold(this.#devices, { device }, most, own.length))) continue;
      hasTaken = true;
      if ((this.#devices.get(device)?.held ?? 0) > 0) begun.push(device);
    }
    await endPlanWaits(this.#batch.dependencies.store, this.#batch.job._id, begun);
    for (const [platform, own] of groupedBy(items, ({ facts }) => facts.platform._id)) {
      const most = own[0]?.facts.platform.max_parallel ?? null;
      hasTaken = (await this.#hold(this.#platforms, { platform }, most, own.length)) || hasTaken;
    }
    // They were noted by the clock of this host.
    if (hasTaken) await this.#batch.leases.extend();
  }

  /** @returns whether it has asked for slots. */
  async #hold(counts: Map<number, Count>, place: SlotPlace, most: number | null, items: number): Promise<boolean> {
    const id = 'device' in place ? place.device : place.platform;
    const count = counts.get(id) ?? noneYet();
    counts.set(id, count);
    if (most === null) {
      count.held = Number.POSITIVE_INFINITY;
      return false;
    }
    count.most = most;
    if (count.giving + count.lent > 0) return false;
    const wanted = Math.min(shareOf(place, most), Math.max(items, count.held));
    if (count.held === wanted) return false;
    count.held = await this.#batch.leases.takeSlots(place, most, wanted);
    return true;
  }

  /** Where others have all places, so that the batch may not work there at all; null: it may. */
  lacks({ device, platform }: Facts): 'device' | 'platform' | null {
    const { held, lent } = this.#devices.get(device._id) ?? noneYet();
    if (held + lent === 0) return 'device';
    return (this.#platforms.get(platform._id)?.held ?? 0) === 0 ? 'platform' : null;
  }

  get devices(): number[] {
    return [...this.#devices.keys()];
  }

  /** @param waiting how many single operations wait for a place, by device: they go first. */
  makeWay(waiting: ReadonlyMap<number, number>): void {
    for (const [device, count] of this.#devices) noteWaiting(count, waiting.get(device) ?? 0);
  }

  /** Whether {@link lend} has something to do. */
  get areDue(): boolean {
    const now = performance.now();
    return [...this.#devices.values()].some((count) => isLendingDue(count, now));
  }

  /** Whether places are lent that come back. */
  get areLent(): boolean {
    return [...this.#devices.values()].some(({ lent }) => lent > 0);
  }

  /**
   * Gives places to those who wait, once nothing is at work in them, and takes back what they need no more. Where they stay
   * away for long, the batch {@link lacks} them.
   */
  async lend(now = performance.now()): Promise<void> {
    for (const [device, count] of this.#devices) {
      if (isLendingDue(count, now)) await lend(count, { device, most: count.most }, this.#batch.leases, now);
    }
  }

  /** Whether enough is prepared for all lanes. What waits for a device that is slow counts for little, and holds up nothing else. */
  get areFull(): boolean {
    const ready = [...this.#devices.values()].map((count) =>
      Math.min(Math.max(0, count.waiting - lowOf(count)), count.held),
    );
    return ready.reduce((sum, one) => sum + one, 0) >= LANES;
  }

  /** Whether the turn of one more that is prepared for there comes soon, at the pace so far. */
  isSoon(facts: Facts): boolean {
    return this.#countsOf(facts).every(
      (count) => count.held > count.giving && count.waiting < 2 * count.held + paceOf(count) * AHEAD_SECONDS,
    );
  }

  /** Whether so little waits there that lanes may soon have nothing to do. */
  isLow(facts: Facts): boolean {
    return this.#countsOf(facts).every((count) => count.waiting <= count.held + lowOf(count));
  }

  /** Whether one more can be begun there now. */
  isFree(facts: Facts): boolean {
    return this.#countsOf(facts).every(({ held, giving, used }) => used < held - giving);
  }

  /** One is prepared, and waits for its turn. */
  await(facts: Facts): void {
    for (const count of this.#countsOf(facts)) count.waiting += 1;
  }

  /** It has no turn. */
  forgo(facts: Facts): void {
    for (const count of this.#countsOf(facts)) count.waiting -= 1;
  }

  /** Its turn has come. */
  occupy(facts: Facts): void {
    for (const count of this.#countsOf(facts)) {
      count.waiting -= 1;
      count.used += 1;
    }
  }

  leave(facts: Facts): void {
    for (const count of this.#countsOf(facts)) {
      count.used -= 1;
      count.finished += 1;
    }
  }

  #countsOf({ device, platform }: Facts): Count[] {
    return [this.#devices.get(device._id) ?? noneYet(), this.#platforms.get(platform._id) ?? noneYet()];
  }
}

function noneYet(): Count {
  return { held: 0, used: 0, most: 0, waiting: 0, finished: 0, begun: performance.now(), ...NOTHING_LENT };
}

/** How many a second. */
function paceOf({ finished, begun }: Count): number {
  return finished / Math.max(1, (performance.now() - begun) / 1_000);
}

/** What lanes take in the time in which others are stored. */
function lowOf(count: Count): number {
  return paceOf(count) * LOW_SECONDS;
}

/**
 * What can be had is divided evenly among batches at once, so that they end together; but where a device has very few, none is
 * left unused for the sake of a batch that may have nothing to do there.
 */
function shareOf(place: SlotPlace, most: number): number {
  const planned = plannedSlots(place, most);
  const least = 'device' in place ? Math.min(LEAST_OF_A_DEVICE, planned) : 0;
  return Math.min(LANES, Math.max(Math.ceil(planned / BATCHES_AT_ONCE), least));
}

function groupedBy(items: readonly BatchItem[], keyOf: (one: BatchItem) => number): ReadonlyMap<number, BatchItem[]> {
  const groups = new Map<number, BatchItem[]>();
  for (const one of items) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function mostAtOnce({ job }: Batch, { facts }: BatchItem): number {
  return mostParallelOn(facts.platform, facts.governed.policy, job.bulk.options.max_parallel_per_device);
}
