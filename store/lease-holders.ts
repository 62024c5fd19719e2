/** Which jobs work on resources at this moment. */

import type { Store } from './store.ts';

/** By resource id, those that nobody works on left out; by the clock of the database, as leases are. */
export async function leaseHolders(
  { models }: Store,
  resourceIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const held = await models.leases
    .find(
      { _id: { $in: resourceIds }, job_id: { $ne: null }, $expr: { $gte: ['$expires_at', '$$NOW'] } },
      { job_id: 1 },
    )
    .lean();
  return new Map(held.flatMap(({ _id, job_id }) => (job_id === null ? [] : [[_id, job_id] as const])));
}
