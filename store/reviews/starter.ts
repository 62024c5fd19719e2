/** Whoever has started an access review, by whose rights grants are revoked: what they hold at this moment. */

import type { ClientSession } from 'mongoose';
import type { AccessProfile } from '../../domain/access.ts';
import { loadHeldGrants, loadRoles } from '../access/held-grants.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { Store } from '../store.ts';

/** null: they are not active any more. */
export async function loadStarter(
  store: Store,
  session: ClientSession,
  organizationId: number,
  userId: number,
): Promise<AccessProfile | null> {
  if (!(await isActive(store, session, userId))) return null;
  const roles = await loadRoles(store, organizationId, session);
  const grants = await loadHeldGrants(store, organizationId, { type: 'user', id: userId }, roles, session);
  return { grants, tree: await loadScopeTree(store, organizationId, session) };
}

/** A guest is not, either, where their own organization is not. */
async function isActive({ models }: Store, session: ClientSession, userId: number): Promise<boolean> {
  const user = await models.users
    .findOne({ _id: userId, status: 'active' }, { organization_id: 1 }, { session })
    .lean<{ readonly organization_id: number }>();
  if (!user) return false;
  const home = { _id: user.organization_id, status: 'active' as const };
  return (await models.organizations.exists(home).session(session)) !== null;
}
