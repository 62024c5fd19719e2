/** Grants as reports know them. */

import type { GrantDocument } from '../../models/access.ts';
import { type Condition, movedWithResources, type RowSource, type Told, targetsOf, withIds } from '../row-source.ts';

export const grantRows: RowSource<'grant', GrantDocument> = {
  kind: 'grant',
  from: 'grants',
  rowOf: ({ organization_id, subject_organization_id, subject_id, subject_type, role, status, ...grant }) => ({
    ...{ subject_type, role, status },
    resource_id: grant.resource_id,
    subject_id: subject_organization_id === organization_id ? subject_id : null,
    expires_at: grant.expires_at,
    revoked_at: grant.revoked_at,
  }),
  concerned: (told) => [
    ...withIds(targetsOf(told, 'grant')),
    ...movedWithResources(told),
    ...givenBackToAdministrators(told),
  ],
};

/** The record names the user who was let in again. */
function givenBackToAdministrators({ changes }: Told): Condition[] {
  const recoveries = changes.flatMap(({ _id, operation }) => (operation === 'user.recover' ? _id : []));
  return recoveries.length === 0 ? [] : [{ last_event_id: { $in: recoveries } }];
}
