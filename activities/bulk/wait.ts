/** A job by a plan that can do nothing for some time: what its document says of that, and that it goes on. */

import { endedOf } from '../../domain/bulk-pace.ts';
import type { Store } from '../../store/store.ts';
import { type BulkItem, type BulkJob, bulkItems } from './bulk-job.ts';
import type { BulkNext } from './contract.ts';

/** A workflow is told of changes; should that be lost, it looks by itself so often. */
export const LOOK_AGAIN_MS = 600_000;
const SHORTEST_WAIT_MS = 250;
/** Other jobs, and places on a device, are waited for by the second: what is put off for longer waits for its window. */
const SHORT_MS = 10_000;

/** Until something that was put off may come again. @returns null where nothing is queued any more. */
export async function waitForQueued(store: Store, job: BulkJob): Promise<BulkNext | null> {
  const [first] = await bulkItems(store)
    .find({ job_id: job._id, status: 'queued', 'bulk.position': { $gt: 0 } })
    .sort({ 'bulk.not_before': 1 })
    .limit(1)
    .toArray();
  if (!first) return null;
  const until = first.bulk.not_before ?? new Date();
  if (isShort(first, until)) await goOn(store, job);
  else await tellWaiting(store, job, until);
  return waitUntil(until);
}

/** For its start. */
export async function waitForStart(store: Store, job: BulkJob, start: Date): Promise<BulkNext> {
  await tellWaiting(store, job, start);
  return waitUntil(start);
}

/** It waits for its window or start no more; its pace is told of what comes after that. */
export async function goOn(store: Store, { _id, bulk }: BulkJob): Promise<void> {
  if (bulk.waiting_until === null) return;
  const now = new Date();
  const fields = { 'bulk.waiting_until': null, 'bulk.pace_since': { at: now, ended: endedOf(bulk.counts) } };
  await store.models.jobs.updateOne(
    { _id, ended_at: null, 'bulk.waiting_until': { $ne: null } },
    { $set: { ...fields, updated_at: now }, $inc: { revision: 1 } },
  );
}

function isShort({ bulk: { busy_since } }: BulkItem, until: Date): boolean {
  return busy_since !== null || until.getTime() - Date.now() <= SHORT_MS;
}

async function tellWaiting(store: Store, { _id, bulk }: BulkJob, until: Date): Promise<void> {
  if (bulk.waiting_until?.getTime() === until.getTime()) return;
  await store.models.jobs.updateOne(
    { _id, ended_at: null },
    { $set: { 'bulk.waiting_until': until, updated_at: new Date() }, $inc: { revision: 1 } },
  );
}

function waitUntil(until: Date): BulkNext {
  const forMs = Math.max(SHORTEST_WAIT_MS, Math.min(LOOK_AGAIN_MS, until.getTime() - Date.now()));
  return { state: 'wait', forMs };
}
