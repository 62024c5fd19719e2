/** Keeps what the scopes of an organization come to on a day, for series: what is kept last is how it stood at its end. */

import type { Store } from '../store.ts';

export async function keepDay({ models }: Store, organizationId: number, at: Date): Promise<void> {
  const day = at.toISOString().slice(0, 10);
  await models.scopePostures.aggregate([
    { $match: { organization_id: organizationId } },
    { $set: { scope_id: '$_id', day, _id: { $concat: [{ $toString: '$_id' }, `:${day}`] } } },
    { $merge: { into: 'posture_days', whenMatched: 'replace' } },
  ]);
}
