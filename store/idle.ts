/** Proves that no job is at work on a resource, within a transaction of somebody who is no job. */

import type { ClientSession } from 'mongoose';
import type { Store } from './store.ts';

/** Judged by the clock of the database, as the workers' leases are. */
const IS_HELD = { $and: [{ $ne: [{ $ifNull: ['$job_id', null] }, null] }, { $gte: ['$expires_at', '$$NOW'] }] };

/**
 * The write raises the fencing token where nobody holds the lease, so a job that takes it at the same moment makes the
 * transaction run again, and one whose lease has run out can write no more.
 * @returns the job that holds the lease; null: none does.
 */
export async function holderUnlessIdle(
  store: Store,
  session: ClientSession,
  resourceId: number,
): Promise<number | null> {
  const token = { $ifNull: ['$token', 0] };
  const lease = await store.models.leases
    .findOneAndUpdate(
      { _id: resourceId },
      [
        {
          $set: {
            token: { $cond: [IS_HELD, token, { $add: [token, 1] }] },
            job_id: { $cond: [IS_HELD, '$job_id', null] },
            slot: { $cond: [IS_HELD, '$slot', null] },
            holder: { $cond: [IS_HELD, '$holder', null] },
            expires_at: { $cond: [IS_HELD, '$expires_at', '$$NOW'] },
          },
        },
      ],
      { session, upsert: true, returnDocument: 'after', updatePipeline: true },
    )
    .lean();
  return lease?.job_id ?? null;
}
