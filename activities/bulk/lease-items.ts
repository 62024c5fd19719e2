/** Takes what a batch needs before it begins: the lease of each resource, and slots of their devices. */

import { ruleValue } from '../../domain/policy/effective.ts';
import type { Batch, BatchItem, ItemResult } from './batch.ts';
import { busy } from './sort-items.ts';

/** How much one batch does at once, over all devices. */
export const LANES = 16;
/** Two batches are in flight: neither takes all of a device from the other. */
const SHARE = 2;

export interface LeasedItems {
  readonly items: readonly BatchItem[];
  /** How many of each device may be worked on at once. */
  readonly slots: ReadonlyMap<number, number>;
  /** Those that others work on, or whose device has no room: they come again. */
  readonly results: readonly ItemResult[];
}

export async function leaseItems(batch: Batch, items: readonly BatchItem[]): Promise<LeasedItems> {
  if (items.length === 0) return { items: [], slots: new Map(), results: [] };
  const slots = await takeSlots(batch, items);
  const roomy = items.filter(({ facts }) => (slots.get(facts.device._id) ?? 0) > 0);
  const taken = await batch.leases.take(roomy.map(({ item }) => item.resource_id));
  const leased = roomy.filter(({ item }) => taken.has(item.resource_id));
  const left = items.filter((one) => !leased.includes(one));
  return { items: leased, slots, results: left.map(({ item }) => busy(item)) };
}

async function takeSlots(batch: Batch, items: readonly BatchItem[]): Promise<ReadonlyMap<number, number>> {
  const byDevice = new Map<number, BatchItem[]>();
  for (const one of items) {
    const { _id } = one.facts.device;
    byDevice.set(_id, [...(byDevice.get(_id) ?? []), one]);
  }
  const slots = new Map<number, number>();
  for (const [deviceId, onDevice] of byDevice) {
    const most = Math.min(...onDevice.map((one) => mostAtOnce(batch, one)));
    const wanted = Math.min(LANES, onDevice.length, Math.max(1, Math.ceil(most / SHARE)));
    slots.set(deviceId, await batch.leases.takeSlots(deviceId, most, wanted));
  }
  return slots;
}

/** What platform, policy and the job allow on one device. */
function mostAtOnce({ job }: Batch, { facts }: BatchItem): number {
  const { platform, governed } = facts;
  return Math.min(
    platform.max_parallel_per_device,
    ruleValue(governed.policy, 'max_parallel_per_device') ?? Number.POSITIVE_INFINITY,
    job.bulk.options.max_parallel_per_device ?? Number.POSITIVE_INFINITY,
  );
}
