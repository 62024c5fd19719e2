/** Takes what a batch needs before it begins: the lease of each resource, and slots of their devices. */

import { mostParallelOn } from '../../domain/policy/parallel.ts';
import { BATCHES_AT_ONCE } from '../../workflows/contract.ts';
import type { Batch, BatchItem, ItemResult } from './batch.ts';
import { busy, withoutRoom } from './sort-items.ts';

/** How much one batch does at once, over all devices. */
export const LANES = 16;

export interface LeasedItems {
  readonly items: readonly BatchItem[];
  readonly slots: Slots;
  /** Those that others work on, or whose device or platform has no room: they come again. */
  readonly results: readonly ItemResult[];
}

/** How many may be worked on at once, by device and by platform. A platform that is not bounded is left out. */
export interface Slots {
  readonly devices: ReadonlyMap<number, number>;
  readonly platforms: ReadonlyMap<number, number>;
}

export async function leaseItems(batch: Batch, items: readonly BatchItem[]): Promise<LeasedItems> {
  const slots = { devices: await slotsOfDevices(batch, items), platforms: await slotsOfPlatforms(batch, items) };
  const roomy = items.filter(({ facts }) => roomFor(slots, facts) > 0);
  const crowded = items.filter((one) => !roomy.includes(one)).map(({ item }) => withoutRoom(item));
  if (roomy.length === 0) return { items: [], slots, results: crowded };
  const taken = await batch.leases.take(roomy.map(({ item }) => item.resource_id));
  const leased = roomy.filter(({ item }) => taken.has(item.resource_id));
  // The slots were noted by the clock of this host.
  await batch.leases.extend();
  const held = roomy.filter((one) => !leased.includes(one)).map(({ item }) => busy(item));
  return { items: leased, slots, results: [...crowded, ...held] };
}

/** How many more could be begun at once where `facts` belong. */
export function roomFor({ devices, platforms }: Slots, { device, platform }: BatchItem['facts']): number {
  return Math.min(devices.get(device._id) ?? 0, platforms.get(platform._id) ?? Number.POSITIVE_INFINITY);
}

async function slotsOfDevices(batch: Batch, items: readonly BatchItem[]): Promise<ReadonlyMap<number, number>> {
  const slots = new Map<number, number>();
  for (const [device, own] of groupedBy(items, ({ facts }) => facts.device._id)) {
    const most = Math.min(...own.map((one) => mostAtOnce(batch, one)));
    slots.set(device, await batch.leases.takeSlots({ device }, most, shareOf(most, own.length)));
  }
  return slots;
}

async function slotsOfPlatforms(batch: Batch, items: readonly BatchItem[]): Promise<ReadonlyMap<number, number>> {
  const slots = new Map<number, number>();
  for (const [platform, own] of groupedBy(items, ({ facts }) => facts.platform._id)) {
    const most = own[0]?.facts.platform.max_parallel ?? null;
    if (most === null) continue;
    slots.set(platform, await batch.leases.takeSlots({ platform }, most, shareOf(most, own.length)));
  }
  return slots;
}

/** Of batches at once none takes all from the others. */
function shareOf(most: number, items: number): number {
  return Math.min(LANES, items, Math.max(1, Math.ceil(most / BATCHES_AT_ONCE)));
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
