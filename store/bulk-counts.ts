/** How the items of a job by a plan stand, counted afresh. */

import type { ClientSession } from 'mongoose';
import type { BulkCounts } from '../domain/bulk.ts';
import type { ItemStatus } from '../domain/job.ts';
import type { Store } from './store.ts';

/** An item under way counts as queued. */
export async function countItems({ models }: Store, jobId: number, session?: ClientSession): Promise<BulkCounts> {
  const rows = await models.jobItems
    .aggregate<{ readonly _id: ItemStatus; readonly count: number }>([
      { $match: { job_id: jobId, 'bulk.position': { $gt: 0 } } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ])
    .session(session ?? null);
  const of = (status: ItemStatus) => rows.find((row) => row._id === status)?.count ?? 0;
  return {
    queued: of('queued') + of('running'),
    succeeded: of('succeeded'),
    failed: of('failed'),
    unknown: of('unknown'),
    canceled: of('canceled'),
  };
}
