/**
 * Who waits for a place on a device: single operations note it, and work by a plan leaves as many places free; jobs by a plan
 * note it for preflights, which leave them all. A note runs out by the clock of the database, so that one who has died is in
 * nobody's way.
 */

import type { Store } from './store.ts';

/** Longer than from one look of a waiting operation to the next. */
const NOTED_MS = 30_000;
/** Longer than any wave, after which the job looks again. Whether it still waits, the job and its items say meanwhile. */
const PLAN_NOTED_MS = 24 * 3_600_000;
/** What is put off for longer waits for something else: its window. */
const SOON_MS = 10_000;

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

/** How many single operations wait, by device; those for which nobody does are missing. */
export async function countPlaceWaits(
  { models }: Store,
  deviceIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (deviceIds.length === 0) return new Map();
  const waits = await models.placeWaits
    .find(
      { device_id: { $in: deviceIds }, plan_job_id: null, $expr: { $gt: ['$expires_at', '$$NOW'] } },
      { device_id: 1 },
    )
    .lean();
  const counts = new Map<number, number>();
  for (const { device_id } of waits) counts.set(device_id, (counts.get(device_id) ?? 0) + 1);
  return counts;
}

/** Of a job that has found no place on the devices, and comes again. */
export async function notePlanWaits({ models }: Store, jobId: number, deviceIds: readonly number[]): Promise<void> {
  await models.placeWaits.bulkWrite(
    deviceIds.map((device_id) => ({
      updateOne: {
        filter: { _id: planId(jobId, device_id) },
        update: [{ $set: { device_id, plan_job_id: jobId, expires_at: { $add: ['$$NOW', PLAN_NOTED_MS] } } }],
        upsert: true,
      },
    })),
  );
}

/** It has places there. */
export async function endPlanWaits({ models }: Store, jobId: number, deviceIds: readonly number[]): Promise<void> {
  if (deviceIds.length === 0) return;
  await models.placeWaits.deleteMany({ _id: { $in: deviceIds.map((device) => planId(jobId, device)) } });
}

/** The job has ended. */
export async function forgetPlanWaits({ models }: Store, jobId: number): Promise<void> {
  await models.placeWaits.deleteMany({ _id: { $gt: `plan:${jobId}:`, $lt: `plan:${jobId}:~` } });
}

/** Whether a job by a plan waits for a place there: one that stands still or has ended does not, nor one that has nothing there to do now. */
export async function doesPlanWait({ models }: Store, deviceId: number): Promise<boolean> {
  const isNoted = { $expr: { $gt: ['$expires_at', '$$NOW'] } };
  const noted = await models.placeWaits
    .find({ device_id: deviceId, plan_job_id: { $gt: 0 }, ...isNoted }, { plan_job_id: 1 })
    .lean();
  if (noted.length === 0) return false;
  const ids = noted.flatMap(({ plan_job_id: id }) => id ?? []);
  const jobs = await models.jobs.distinct('_id', { _id: { $in: ids }, status: 'running' });
  const soon = new Date(Date.now() + SOON_MS);
  const due = { $or: [{ 'bulk.not_before': null }, { 'bulk.not_before': { $lte: soon } }] };
  // In these words the index of items by position serves it.
  const open = {
    status: { $in: ['queued', 'running'] },
    'bulk.position': { $gt: 0 },
    'bulk.device_id': deviceId,
  } as const;
  return (await models.jobItems.exists({ job_id: { $in: jobs }, ...open, ...due })) !== null;
}

function planId(jobId: number, deviceId: number): string {
  return `plan:${jobId}:${deviceId}`;
}

function idOf({ jobId, resourceId }: PlaceWait): string {
  return `${jobId}:${resourceId}`;
}
