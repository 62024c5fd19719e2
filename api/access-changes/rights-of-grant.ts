/** What a grant that exists gives, or would give again. */

import type { GivenRights } from '../../domain/grant-rules.ts';
import type { GrantDocument } from '../../store/models/access.ts';
import type { CallerRights } from './access-change.ts';

/** For changes of `grant`: a role that is inactive gives nothing now, but what it holds counts. */
export function rightsOfGrant(
  grant: Pick<GrantDocument, 'role' | 'scope_id' | 'resource_id' | 'expires_at'>,
  { allRoles }: Pick<CallerRights, 'allRoles'>,
): GivenRights {
  return {
    permissions: allRoles.get(grant.role) ?? [],
    place: { scopeId: grant.scope_id, resourceId: grant.resource_id },
    until: grant.expires_at,
  };
}
