/** Which organizations a caller may know of: its own, those that it may act in, and for those who manage them, all. */

import { WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import type { Request } from '../../operation.ts';

/** Condition that these organizations meet, and no others. */
export async function visibleOrganizations({
  actor,
  access,
  means,
  now,
}: Pick<Request, 'actor' | 'access' | 'means' | 'now'>): Promise<{
  readonly _id?: { readonly $in: readonly number[] };
  readonly status?: 'active';
}> {
  // Worth something in the first organization alone, so whoever holds it acts there.
  if (access.allows(WHOLE_ORGANIZATION, 'organization:manage')) return {};
  const asGuest = await means.store.models.grants.distinct('organization_id', {
    subject_type: actor.type,
    subject_id: actor.id,
    status: 'active',
    $or: [{ expires_at: null }, { expires_at: { $gt: now } }],
  });
  return { _id: { $in: [actor.homeOrganizationId, ...asGuest] }, status: 'active' };
}
