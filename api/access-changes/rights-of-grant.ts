/** What a grant that exists gives, or would give again. */

import type { GivenRights } from '../../domain/grant-rules.ts';
import { effectiveIn } from '../../domain/permissions.ts';
import type { GrantDocument } from '../../store/models/access.ts';
import type { Transaction } from '../operation.ts';
import type { CallerRights, ChangeRequest } from './access-change.ts';

/** For changes of `grant`: a role that is inactive gives nothing now, but what it holds counts. */
export async function rightsOfGrant(
  { organizationId, means }: ChangeRequest,
  { session }: Transaction,
  grant: Pick<GrantDocument, 'role' | 'scope_id' | 'resource_id' | 'expires_at'>,
  { roles }: Pick<CallerRights, 'roles'>,
): Promise<GivenRights> {
  const inactive = roles.has(grant.role)
    ? null
    : await means.store.models.roles
        .findOne({ organization_id: organizationId, name: grant.role }, { permissions: 1 }, { session })
        .lean();
  return {
    permissions: roles.get(grant.role) ?? effectiveIn(organizationId, inactive?.permissions ?? []),
    place: { scopeId: grant.scope_id, resourceId: grant.resource_id },
    until: grant.expires_at,
  };
}
