/** Whether a grant still is what it was when the review began: what was looked at is decided on, and nothing else. */

import type { ClientSession } from 'mongoose';
import { isBuiltInRole } from '../../domain/permissions.ts';
import { loadRoles, type RoleTable } from '../access/held-grants.ts';
import type { GrantDocument } from '../models/access.ts';
import type { AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';
import { permissionsOf } from './take-snapshot.ts';

/** @returns in what way it is not, in Capstan's words; null: it is. */
export function driftOf(
  item: AccessReviewItemDocument,
  grant: GrantDocument | undefined,
  roles: RoleTable,
  now: Date,
): string | null {
  if (!grant || grant.status === 'revoked') return 'the grant was revoked since the review began';
  if (grant.expires_at !== null && grant.expires_at <= now) return 'the grant has expired since the review began';
  // Not its revision: that moves with what nobody has looked at, as the reason for which it was given.
  const isSame =
    grant.subject_type === item.subject_type &&
    grant.subject_id === item.subject_id &&
    grant.role === item.role &&
    grant.scope_id === item.scope_id &&
    grant.resource_id === item.resource_id &&
    grant.expires_at?.getTime() === item.expires_at?.getTime();
  if (!isSame) return 'the grant has changed since the review began';
  // What these permit changes with a version of Capstan alone: they are known by their names.
  if (isBuiltInRole(item.role)) return null;
  const permits = permissionsOf(roles, item.role).join();
  return permits === item.permissions.join() ? null : 'its role permits something else since the review began';
}

/** Those of `items` that have drifted, by id. */
export async function findDrift(
  store: Store,
  session: ClientSession,
  organizationId: number,
  items: readonly AccessReviewItemDocument[],
  now: Date,
): Promise<ReadonlyMap<number, string>> {
  if (items.length === 0) return new Map();
  const roles = await loadRoles(store, organizationId, session);
  const ids = items.map(({ grant_id }) => grant_id);
  const found = await store.models.grants
    .find({ _id: { $in: ids }, organization_id: organizationId }, null, { session })
    .lean<GrantDocument[]>();
  const grants = new Map(found.map((grant) => [grant._id, grant]));
  return new Map(
    items.flatMap((item): [number, string][] => {
      const drift = driftOf(item, grants.get(item.grant_id), roles, now);
      return drift === null ? [] : [[item._id, drift]];
    }),
  );
}
