/** Keeps what the scopes of an organization come to today, for series: at the end of the day it is what stands. */

import type { Store } from '../store.ts';

export async function keepDay({ models }: Store, organizationId: number, now: Date): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  await models.scopePostures.aggregate([
    { $match: { organization_id: organizationId } },
    { $set: { scope_id: '$_id', day, _id: { $concat: [{ $toString: '$_id' }, `:${day}`] } } },
    { $merge: { into: 'posture_days', whenMatched: 'replace' } },
  ]);
}
