/** A move into another part of the tree gives rights as well: to all who hold grants there, and none here. */

import type { Place } from '../../domain/access.ts';
import type { GivenRights } from '../../domain/grant-rules.ts';
import type { GrantDocument } from '../../store/models/access.ts';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { Transaction } from '../operation.ts';
import { type CallerRights, type ChangeRequest, lockRights } from './access-change.ts';
import { requireHolding } from './require-giving.ts';
import { rightsOfGrant } from './rights-of-grant.ts';

/** What moves: a scope moves with all below it. */
export interface MovedPlace extends Place {
  readonly scopeId: number;
  readonly isScope?: boolean;
}

/**
 * Lets what lies at `place` (for a scope: the scope itself) move into, or below, the scope `to`, where the caller
 * holds at `place` all that will be permitted on it from then on, for as long: by grants over there, and to
 * applications whose authorized resources name scopes over there. Call it before the move is written. Makes the
 * call of `changeAccess` itself: grants made meanwhile wait.
 * @throws CapstanError `privilege_escalation`.
 */
export async function requireNoGain(
  request: ChangeRequest,
  tx: Transaction,
  place: MovedPlace,
  to: number,
): Promise<void> {
  const rights = await lockRights(request, tx);
  const { tree } = rights.profile;
  const here = tree.lineage(place.scopeId);
  const there = tree.lineage(to);
  const way: Way = {
    place,
    here,
    joined: there.filter((scopeId) => !here.includes(scopeId)),
    kept: there.filter((scopeId) => here.includes(scopeId)),
  };
  requireHolding(request, rights, [
    ...(await givenThere(request, tx, rights, way)),
    ...(await heldByLetIn(request, tx, rights, way)),
  ]);
}

interface Way {
  readonly place: MovedPlace;
  /** The scopes that it lies in so far, the root first. */
  readonly here: readonly number[];
  /** Those of the new ones that it does not lie in so far. */
  readonly joined: readonly number[];
  /** Those that it lies in before and after. */
  readonly kept: readonly number[];
}

const HELD_FIELDS = { role: 1, scope_id: 1, resource_id: 1, expires_at: 1 } as const;
type HeldRow = Pick<GrantDocument, 'role' | 'scope_id' | 'resource_id' | 'expires_at'>;

function inForce({ organizationId, now }: ChangeRequest) {
  return {
    organization_id: organizationId,
    status: 'active' as const,
    $or: [{ expires_at: null }, { expires_at: { $gt: now } }],
  };
}

/** What grants on the scopes that it comes below give on it. */
async function givenThere(
  request: ChangeRequest,
  { session }: Transaction,
  rights: CallerRights,
  { place: { scopeId, resourceId }, joined }: Way,
): Promise<GivenRights[]> {
  const grants = await request.means.store.models.grants
    .find({ ...inForce(request), scope_id: { $in: joined }, resource_id: null }, HELD_FIELDS, { session })
    .lean<HeldRow[]>();
  return grants.map((grant) => ({ ...rightsOfGrant(grant, rights), place: { scopeId, resourceId } }));
}

/** What applications hold on it already, and could not use while it lay outside of the scopes that they are held to. */
async function heldByLetIn(
  request: ChangeRequest,
  { session }: Transaction,
  rights: CallerRights,
  way: Way,
): Promise<GivenRights[]> {
  const { organizationId, means } = request;
  const { applications, grants } = means.store.models;
  const { place, here, joined, kept } = way;
  // Inactive ones as well, for they can be made active again.
  const named = await applications
    .find(
      { organization_id: organizationId, 'authorized_resources.scope_ids': { $in: [...joined] } },
      { authorized_resources: 1 },
      { session },
    )
    .lean<Pick<ApplicationDocument, '_id' | 'authorized_resources'>[]>();
  const names = (scopeIds: readonly number[] | null, some: readonly number[]) =>
    scopeIds?.some((id) => some.includes(id)) ?? false;
  const letIn = named.filter(({ authorized_resources: rules }) =>
    rules.some(({ scope_ids }) => names(scope_ids, joined) && !names(scope_ids, here)),
  );
  if (letIn.length === 0) return [];
  const held = await grants
    .find(
      {
        ...inForce(request),
        subject_type: 'application',
        subject_id: { $in: letIn.map(({ _id }) => _id) },
        $and: [{ $or: goingAlong(rights, way) }],
      },
      HELD_FIELDS,
      { session },
    )
    .lean<HeldRow[]>();
  return held.map((grant) => {
    const given = rightsOfGrant(grant, rights);
    const isAbove = grant.resource_id === null && kept.includes(grant.scope_id);
    return isAbove ? { ...given, place: { scopeId: place.scopeId, resourceId: place.resourceId } } : given;
  });
}

/** Conditions of grants that hold on it before and after, and of those on what moves along with it. */
function goingAlong({ profile: { tree } }: CallerRights, { place: { scopeId, resourceId, isScope }, kept }: Way) {
  return [
    { scope_id: { $in: [...kept] }, resource_id: null },
    ...(resourceId === null ? [] : [{ resource_id: resourceId }]),
    ...(isScope ? [{ scope_id: { $in: [...tree.subtree(scopeId)] } }] : []),
  ];
}
