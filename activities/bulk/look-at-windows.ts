/**
 * Which queued items of a job by a plan have to wait for a maintenance window: found for all of them together, before
 * waves are formed, so that none is formed of items that would only be put off. A batch asks for each once more when its
 * turn comes. It holds until policies change, a window closes or somebody resumes the job, and for ten minutes at most.
 */

import type { mongo } from 'mongoose';
import { waitFor } from '../../domain/item-wait.ts';
import { isChange } from '../../domain/policy/decide.ts';
import { approvalOfJob } from '../../store/approvals/consent.ts';
import { noteOfWait } from '../../store/item-waits.ts';
import { Openings } from '../../store/policy/openings.ts';
import type { PolicyBook } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { type BulkItem, type BulkJob, bulkItems, operationOf } from './bulk-job.ts';
import { LOOK_AGAIN_MS } from './wait.ts';

/** Items that are looked at together. */
const CHUNK = 5_000;

type QueuedItem = Pick<BulkItem, '_id' | 'resource_id'> & {
  readonly bulk: Pick<BulkItem['bulk'], 'not_before' | 'busy_since'>;
};

/** Puts off those whose window is closed, and takes back what was put off and is open by now. */
export async function lookAtWindows(dependencies: Dependencies, job: BulkJob): Promise<void> {
  const { store, policyBooks } = dependencies;
  if (!isChange(operationOf(job))) return;
  const organization = await store.models.organizations.findById(job.organization_id, { policy_epoch: 1 }).lean();
  if (!organization) throw new Error(`there is no organization ${job.organization_id}`);
  const { policy_epoch = 0 } = organization;
  const now = new Date();
  const seen = job.bulk.windows_seen ?? null;
  if (seen !== null && seen.policy_epoch === policy_epoch && seen.until > now) return;
  // An emergency goes past windows.
  if ((await approvalOfJob(store, job))?.kind === 'review') return;
  const closesAt = await putOff(store, await policyBooks.of(organization), job, now);
  const until = new Date(Math.min(now.getTime() + LOOK_AGAIN_MS, closesAt));
  await store.models.jobs.updateOne(
    { _id: job._id, ended_at: null },
    { $set: { 'bulk.windows_seen': { policy_epoch, until }, updated_at: new Date() }, $inc: { revision: 1 } },
  );
}

/** @returns when the first of the open windows closes, in ms since 1970; infinite where no end is in sight. */
async function putOff(store: Store, book: PolicyBook, job: BulkJob, now: Date): Promise<number> {
  const queued = { job_id: job._id, status: 'queued', 'bulk.position': { $gt: 0 } } as const;
  if (!hasWindows(book)) {
    const waiting = { ...queued, 'bulk.busy_since': null, 'bulk.not_before': { $gt: now } };
    await bulkItems(store).updateMany(waiting, { $set: { 'bulk.not_before': null, waits_for: null } });
    return Number.POSITIVE_INFINITY;
  }
  const openings = await Openings.at(now, store, book, job.organization_id);
  let chunk: QueuedItem[] = [];
  const items = bulkItems(store)
    .find(queued)
    .project<QueuedItem>({ resource_id: 1, 'bulk.not_before': 1, 'bulk.busy_since': 1 })
    .sort({ 'bulk.position': 1 })
    .batchSize(CHUNK);
  for await (const item of items) {
    if (chunk.push(item) < CHUNK) continue;
    await writeOpenings(store, openings, chunk, now);
    chunk = [];
  }
  await writeOpenings(store, openings, chunk, now);
  return openings.closesAt;
}

function hasWindows(book: PolicyBook): boolean {
  return book.all().some(({ rules }) => rules.maintenance_windows !== undefined || rules.blackouts !== undefined);
}

/** What is gone, or has no opening in sight, is left to a batch, which says so. */
async function writeOpenings(store: Store, openings: Openings, items: readonly QueuedItem[], now: Date): Promise<void> {
  const openingOf = await openings.of(items.map(({ resource_id }) => resource_id));
  const idsAt = new Map<number | null, string[]>();
  for (const item of items) {
    const at = openingOf.get(item.resource_id) ?? null;
    if (isWritten(item, at, now)) continue;
    const time = at?.getTime() ?? null;
    const ids = idsAt.get(time);
    if (ids) ids.push(item._id);
    else idsAt.set(time, [item._id]);
  }
  const updates = [...idsAt].map(([time, ids]): mongo.AnyBulkWriteOperation<BulkItem> => {
    const waits_for = time === null ? null : noteOfWait(waitFor('window'));
    const $set = { 'bulk.not_before': time === null ? null : new Date(time), 'bulk.busy_since': null, waits_for };
    return { updateMany: { filter: { _id: { $in: ids }, status: 'queued' }, update: [{ $set }] } };
  });
  if (updates.length > 0) await bulkItems(store).bulkWrite(updates, { ordered: false });
}

/** What waits for another job goes on doing so, where its window is open. */
function isWritten({ bulk: { not_before, busy_since } }: QueuedItem, at: Date | null, now: Date): boolean {
  if (at !== null) return not_before?.getTime() === at.getTime();
  return busy_since !== null || not_before === null || not_before <= now;
}
