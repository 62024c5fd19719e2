/** Whether somebody who was permitted something may still do it: for what lasts longer than a request. */

import { decideAccess, type Place } from '../../domain/access.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { Store } from '../store.ts';
import { loadHeldGrants, loadRoles } from './held-grants.ts';
import { loadScopeTree } from './scope-tree.ts';

/** Reads all rights afresh. What an application's authorized resources leave out was asked when it made its request. */
export async function isStillPermitted(
  store: Store,
  organizationId: number,
  { type, id }: Pick<AuditActor, 'type' | 'id'>,
  permission: Permission,
  place: Place,
  now: Date,
): Promise<boolean> {
  if ((type !== 'user' && type !== 'application') || id === null) return false;
  const roles = await loadRoles(store, organizationId);
  const [grants, tree] = await Promise.all([
    loadHeldGrants(store, organizationId, { type, id }, roles),
    loadScopeTree(store, organizationId),
  ]);
  return decideAccess({ grants, tree }, permission, place, now).allowed;
}
