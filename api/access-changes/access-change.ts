/** What every check of a change of rights is made with: the rights as they are inside its transaction. */

import type { AccessProfile, AuthorizedResource } from '../../domain/access.ts';
import { changeAccess } from '../../store/access/change-access.ts';
import { loadHeldGrants, loadRoles, type RoleTable } from '../../store/access/held-grants.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { Request, Transaction } from '../operation.ts';

/** The part of a request that the checks read. */
export type ChangeRequest = Pick<Request, 'actor' | 'access' | 'organizationId' | 'now' | 'means'>;

export interface CallerRights {
  /** The caller's own, in the organization that the request acts in. */
  readonly profile: AccessProfile;
  /** What an application is held to beside its grants; null for persons. */
  readonly rules: readonly AuthorizedResource[] | null;
  /** Active roles. */
  readonly roles: RoleTable;
  /** Inactive ones as well, for what others hold: who has it in hand now has it when they are active again. */
  readonly allRoles: RoleTable;
}

/**
 * Enters the queue of changes of rights (`changeAccess`) and reads what the caller holds inside the transaction.
 * `request.access` was read before it began: a grant that has been revoked since must not be passed on any more.
 */
export async function lockRights(request: ChangeRequest, tx: Transaction): Promise<CallerRights> {
  const { actor, organizationId, means } = request;
  await changeAccess(means.store, tx.session, organizationId);
  const roles = await loadRoles(means.store, organizationId, tx.session);
  const allRoles = await loadRoles(means.store, organizationId, tx.session, 'all');
  const tree = await loadScopeTree(means.store, organizationId, tx.session);
  const subject = { type: actor.type, id: actor.id };
  const grants = await loadHeldGrants(means.store, organizationId, subject, roles, tx.session);
  return { profile: { grants, tree }, rules: await rulesOf(request, tx), roles, allRoles };
}

async function rulesOf(
  { actor, means }: ChangeRequest,
  { session }: Transaction,
): Promise<readonly AuthorizedResource[] | null> {
  if (actor.authorizedResources === null) return null;
  const found = await means.store.models.applications
    .findOne({ _id: actor.id, status: 'active' }, { authorized_resources: 1 }, { session })
    .lean<Pick<ApplicationDocument, 'authorized_resources'>>();
  return found?.authorized_resources ?? [];
}
