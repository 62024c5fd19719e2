/** What every check of a change of rights is made with: the rights as they are inside its transaction. */

import type { AccessProfile } from '../../domain/access.ts';
import { changeAccess } from '../../store/access/change-access.ts';
import { loadHeldGrants, loadRoles, type RoleTable } from '../../store/access/held-grants.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import type { Request, Transaction } from '../operation.ts';

/** The part of a request that the checks read. */
export type ChangeRequest = Pick<Request, 'actor' | 'access' | 'organizationId' | 'now' | 'means'>;

export interface CallerRights {
  /** The caller's own, in the organization that the request acts in. */
  readonly profile: AccessProfile;
  readonly roles: RoleTable;
}

/**
 * Enters the queue of changes of rights (`changeAccess`) and reads what the caller holds inside the transaction.
 * `request.access` was read before it began: a grant that has been revoked since must not be passed on any more.
 */
export async function lockRights(request: ChangeRequest, tx: Transaction): Promise<CallerRights> {
  const { actor, organizationId, means } = request;
  await changeAccess(means.store, tx.session, organizationId);
  const roles = await loadRoles(means.store, organizationId, tx.session);
  const tree = await loadScopeTree(means.store, organizationId, tx.session);
  const subject = { type: actor.type, id: actor.id };
  const grants = await loadHeldGrants(means.store, organizationId, subject, roles, tx.session);
  return { profile: { grants, tree }, roles };
}
