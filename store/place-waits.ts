/**
 * Who waits for a place on a device: single operations note it, and work by a plan leaves as many places free. A note runs out
 * by the clock of the database, so that one who has died is in nobody's way.
 */

import type { Store } from './store.ts';

/** Longer than from one look of a waiting operation to the next. */
const NOTED_MS = 30_000;

export interface PlaceWait {
  readonly jobId: number;
  readonly resourceId: number;
}

/** Notes it, or that it is still so. */
export async function notePlaceWait({ models }: Store, wait: PlaceWait, deviceId: number): Promise<void> {
  await models.placeWaits.updateOne(
    { _id: idOf(wait) },
    [{ $set: { device_id: deviceId, expires_at: { $add: ['$$NOW', NOTED_MS] } } }],
    { upsert: true, updatePipeline: true },
  );
}

/** It has its place, or waits for something else. */
export async function endPlaceWait({ models }: Store, wait: PlaceWait): Promise<void> {
  await models.placeWaits.deleteOne({ _id: idOf(wait) });
}

/** How many wait, by device; those for which nobody does are missing. */
export async function countPlaceWaits(
  { models }: Store,
  deviceIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (deviceIds.length === 0) return new Map();
  const waits = await models.placeWaits
    .find({ device_id: { $in: deviceIds }, $expr: { $gt: ['$expires_at', '$$NOW'] } }, { device_id: 1 })
    .lean();
  const counts = new Map<number, number>();
  for (const { device_id } of waits) counts.set(device_id, (counts.get(device_id) ?? 0) + 1);
  return counts;
}

function idOf({ jobId, resourceId }: PlaceWait): string {
  return `${jobId}:${resourceId}`;
}
