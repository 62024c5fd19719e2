/** Rules that close the ways to more rights than one has: nobody gives, or takes over, what they do not hold. */

import { type AccessProfile, coversPlace, type HeldGrant, type Place } from './access.ts';
import type { Permission } from './permissions.ts';

/** Why something would raise somebody's rights; null: it does not. */
export type Objection = string | null;

/**
 * Whether `profile` holds every one of `permissions` at `place`, until `until` at least (null: for ever).
 * Holding for a while lets nobody give for longer.
 */
export function lacks(
  profile: AccessProfile,
  permissions: Iterable<Permission>,
  place: Place,
  until: Date | null,
  now: Date,
): Permission[] {
  const covering = profile.grants.filter(
    (grant) => outlasts(grant, until, now) && coversPlace(grant, place, profile.tree),
  );
  return [...permissions].filter((permission) => !covering.some((grant) => grant.permissions.has(permission)));
}

function outlasts({ expiresAt }: HeldGrant, until: Date | null, now: Date): boolean {
  if (expiresAt === null) return true;
  return expiresAt > now && until !== null && expiresAt >= until;
}

/** A grant that is to be made, prolonged or inherited: `until: null` for ever. */
export interface GivenRights {
  readonly permissions: Iterable<Permission>;
  readonly place: Place;
  readonly until: Date | null;
}

/** Objection against giving `given`: the giver must hold all of it, for at least as long. */
export function objectionToGiving(giver: AccessProfile, given: GivenRights, now: Date): Objection {
  const missing = lacks(giver, given.permissions, given.place, given.until, now);
  if (missing.length === 0) return null;
  const span = given.until === null ? 'without end' : `until ${given.until.toISOString()}`;
  return `you do not hold ${missing.sort().join(', ')} there ${span}`;
}

/**
 * Objection against taking an identity in hand (its password, keys, secrets, memberships, status): whoever does
 * could act as it, so must hold all that it holds, for as long.
 */
export function objectionToControl(controller: AccessProfile, held: readonly HeldGrant[], now: Date): Objection {
  const missing = new Set<Permission>();
  for (const grant of held) {
    if (grant.expiresAt !== null && grant.expiresAt <= now) continue;
    const place = { scopeId: grant.scopeId, resourceId: grant.resourceId };
    for (const permission of lacks(controller, grant.permissions, place, grant.expiresAt, now)) missing.add(permission);
  }
  return missing.size === 0 ? null : `it holds ${[...missing].sort().join(', ')} where you do not`;
}
