/** Nobody takes an identity in hand that may do more than they may themselves. */

import type { HeldGrant } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { objectionToControl } from '../../domain/grant-rules.ts';
import { loadHeldGrants, type Subject } from '../../store/access/held-grants.ts';
import type { Transaction } from '../operation.ts';
import { type ChangeRequest, lockRights } from './access-change.ts';

/**
 * For what lets the caller act as `subject`, or decides what it can do: its password, second factor, keys and
 * secrets, its status, who is in the group. The caller must hold all that the subject holds in this organization,
 * itself and through groups, for as long. Makes the call of `changeAccess` itself, so it cannot be raced.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireControl(request: ChangeRequest, tx: Transaction, subject: Subject): Promise<void> {
  const { organizationId, means, now } = request;
  const { profile, roles } = await lockRights(request, tx);
  const held = await loadHeldGrants(means.store, organizationId, subject, roles, tx.session);
  const objection = objectionToControl(profile, held, now) ?? beyondLimits(request, held);
  if (objection === null) return;
  throw new CapstanError('privilege_escalation', `The ${subject.type} is not yours to change: ${objection}.`);
}

/** An application is held to its authorized resources here as well: what lies outside of them is not its own. */
function beyondLimits({ access, now }: ChangeRequest, held: readonly HeldGrant[]): string | null {
  const isInside = held
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .every(({ scopeId, resourceId, expiresAt }) => access.isAuthorizedUntil({ scopeId, resourceId }, expiresAt));
  return isInside
    ? null
    : 'it holds rights that the authorized resources of the application do not reach, or not as long';
}
