/** Nobody takes an identity in hand that may do more than they may themselves. */

import { type HeldGrant, heldInForce, WHOLE_ORGANIZATION } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { type GivenRights, type Objection, objectionToControl, objectionToGiving } from '../../domain/grant-rules.ts';
import { BUILT_IN_ROLES, effectiveIn, type Permission } from '../../domain/permissions.ts';
import { loadHeldGrants, type Subject } from '../../store/access/held-grants.ts';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import { permissionsLeftOut } from '../authorization/application-limits.ts';
import type { Transaction } from '../operation.ts';
import { type CallerRights, type ChangeRequest, lockRights } from './access-change.ts';
import { objectionToRulesOf } from './require-own-rules.ts';

/**
 * For what lets the caller act as `subject`, or decides what it can do: its password, second factor, keys and
 * secrets, its status, who is in the group. The caller must hold all that the subject holds in this organization,
 * itself and through groups, for as long; what inactive roles and groups hold counts. Of somebody who holds
 * something in another organization as well, where the caller cannot be measured, it takes all that there is here.
 * Makes the call of `changeAccess` itself, so it cannot be raced.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireControl(request: ChangeRequest, tx: Transaction, subject: Subject): Promise<void> {
  const { organizationId, means, now } = request;
  const rights = await lockRights(request, tx);
  const found = await loadHeldGrants(means.store, organizationId, subject, rights.allRoles, tx.session, 'all');
  const held = heldInForce({ grants: found }, now);
  const everything = (await isGuestElsewhere(request, tx, subject))
    ? effectiveIn(organizationId, BUILT_IN_ROLES.admin)
    : [];
  const objection =
    objectionToControl(rights.profile, held, now) ??
    objectionToGuest(request, rights, everything) ??
    (await beyondLimits(request, tx, rights, { subject, held, everything }));
  if (objection === null) return;
  throw new CapstanError('privilege_escalation', `The ${subject.type} is not yours to change: ${objection}.`);
}

async function isGuestElsewhere(
  { organizationId, means, now }: ChangeRequest,
  { session }: Transaction,
  { type, id }: Subject,
): Promise<boolean> {
  const found = await means.store.models.grants
    .exists({
      subject_type: type,
      subject_id: id,
      organization_id: { $ne: organizationId },
      status: 'active',
      $or: [{ expires_at: null }, { expires_at: { $gt: now } }],
    })
    .session(session);
  return found !== null;
}

function objectionToGuest(
  { now }: ChangeRequest,
  { profile }: CallerRights,
  permissions: readonly Permission[],
): Objection {
  const objection = objectionToGiving(profile, { permissions, place: WHOLE_ORGANIZATION, until: null }, now);
  return objection && `it holds rights in another organization, and ${objection}, on the whole of this one`;
}

interface Controlled {
  readonly subject: Subject;
  readonly held: readonly HeldGrant[];
  /** What it takes beside, on the whole organization. */
  readonly everything: readonly Permission[];
}

/** An application is held to its authorized resources here as well: what lies outside of them is not its own. */
async function beyondLimits(
  request: ChangeRequest,
  tx: Transaction,
  rights: CallerRights,
  { subject, held, everything }: Controlled,
): Promise<Objection> {
  const { access } = request;
  if (rights.rules === null) return null;
  const isInside = held.every(({ scopeId, resourceId, expiresAt }) =>
    access.isAuthorizedUntil({ scopeId, resourceId }, expiresAt),
  );
  if (!isInside) return 'it holds rights that the authorized resources of the application do not reach, or not as long';
  // Another application stays held to its own rules, persons are held to none.
  return subject.type === 'application'
    ? objectionToRulesOf(request, tx, rights, await rulesOf(request, tx, subject))
    : beyondFreeRules(request, rights, [...held.map(placed), { permissions: everything, place: WHOLE_ORGANIZATION }]);
}

async function rulesOf({ means, organizationId }: ChangeRequest, { session }: Transaction, { id }: Subject) {
  const found = await means.store.models.applications
    .findOne({ _id: id, organization_id: organizationId }, { authorized_resources: 1 }, { session })
    .lean<Pick<ApplicationDocument, 'authorized_resources'>>();
  return found?.authorized_resources ?? [];
}

type PlacedRights = Pick<GivenRights, 'permissions' | 'place'>;

function placed({ permissions, scopeId, resourceId }: HeldGrant): PlacedRights {
  return { permissions, place: { scopeId, resourceId } };
}

/** Whoever acts as a person is held to no operations, no addresses and no time: rules with such conditions do not count. */
function beyondFreeRules(
  { means }: ChangeRequest,
  { profile: { tree }, rules }: CallerRights,
  held: readonly PlacedRights[],
): Objection {
  const free = (rules ?? []).filter(
    ({ operations, addresses, expires_at }) => operations === null && addresses === null && expires_at === null,
  );
  const missing = new Set<Permission>();
  for (const { permissions, place } of held) {
    const operations = means.contract.operations.values();
    for (const permission of permissionsLeftOut(free, permissions, { place, tree, operations })) {
      missing.add(permission);
    }
  }
  if (missing.size === 0) return null;
  return `it holds ${[...missing].sort().join(', ')}, which the authorized resources of the application do not leave it there without other conditions`;
}
