/** Keeps hands off a credential that a job works with. */

import { CapstanError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { Transaction } from '../../operation.ts';

/** Judged by the clock of the database, as the workers' leases are. */
const IS_HELD = { $and: [{ $ne: [{ $ifNull: ['$job_id', null] }, null] }, { $gte: ['$expires_at', '$$NOW'] }] };

/**
 * Proves that no job holds the lease of the resource. The write raises the fencing token, so a job
 * that takes the lease at the same moment makes this transaction run again, and one whose lease
 * has run out can write no more.
 * @throws CapstanError `conflict`.
 */
export async function requireIdle(store: Store, tx: Transaction, resourceId: number): Promise<void> {
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
      { session: tx.session, upsert: true, returnDocument: 'after', updatePipeline: true },
    )
    .lean();
  if (typeof lease?.job_id === 'number') {
    throw new CapstanError('conflict', 'A job is at work on the resource; wait until it has ended, or cancel it.');
  }
}
