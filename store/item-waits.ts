/** What items wait for, as it is stored with them: noted by whoever finds it, and counted for whoever looks at their job. */

import { FOUND_WAITS, type FoundWait, type FoundWaitReason } from '../domain/item-wait.ts';
import type { JobDocument } from './models/job.ts';
import type { Store } from './store.ts';

/**
 * Expression for `waits_for` in an update by pipeline: what has been waiting for the same reason goes on doing so, since
 * whenever it began.
 */
export function noteOfWait({ reason, job_id, check_out_id }: FoundWait): object {
  const since = { $cond: [{ $eq: ['$waits_for.reason', reason] }, '$waits_for.since', '$$NOW'] };
  return { reason, job_id, check_out_id, since };
}

/** Of an operation of its own; null: it waits for nothing any more. */
export async function noteWait(
  { models }: Store,
  { jobId, resourceId }: { readonly jobId: number; readonly resourceId: number },
  found: FoundWait | null,
): Promise<void> {
  await models.jobItems.updateOne(
    { _id: `${jobId}:${resourceId}`, ended_at: null },
    [{ $set: { waits_for: found && noteOfWait(found) } }],
    { updatePipeline: true },
  );
}

export type WaitCounts = Readonly<Record<FoundWaitReason, number>>;

export const NOTHING_WAITS = Object.fromEntries(FOUND_WAITS.map((reason) => [reason, 0])) as WaitCounts;

/** How many items of each of these jobs wait at this moment, by reason; jobs that are by no plan, or have ended, are left out. */
export async function countWaits(
  { models }: Store,
  jobs: readonly Pick<JobDocument, '_id' | 'bulk' | 'ended_at'>[],
): Promise<ReadonlyMap<number, WaitCounts>> {
  const ids = jobs.filter(({ bulk, ended_at }) => bulk && ended_at === null).map(({ _id }) => _id);
  if (ids.length === 0) return new Map();
  const rows = await models.jobItems.aggregate<{
    readonly _id: { readonly job: number; readonly reason: FoundWaitReason };
    readonly count: number;
  }>([
    {
      $match: {
        job_id: { $in: ids },
        status: { $in: ['queued', 'running'] },
        'waits_for.reason': { $gt: '' },
        $or: [{ 'bulk.not_before': null }, { 'bulk.not_before': { $gt: new Date() } }],
      },
    },
    { $group: { _id: { job: '$job_id', reason: '$waits_for.reason' }, count: { $sum: 1 } } },
  ]);
  const countsOf = (id: number): WaitCounts => ({
    ...NOTHING_WAITS,
    ...Object.fromEntries(rows.filter(({ _id }) => _id.job === id).map(({ _id, count }) => [_id.reason, count])),
  });
  return new Map(ids.map((id) => [id, countsOf(id)]));
}
