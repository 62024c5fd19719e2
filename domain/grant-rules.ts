/** Rules that close the ways to more rights than one has: nobody gives, or takes over, what they do not hold. */

import {
  type AccessProfile,
  type AuthorizedResource,
  coversPlace,
  type HeldGrant,
  type Place,
  type ScopeTree,
} from './access.ts';
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

/** What it takes to compare the rules of two applications. */
export interface RuleBounds {
  readonly tree: ScopeTree;
  /** The scope that a resource lies in; undefined where there is no such resource. */
  readonly scopeOf: (resourceId: number) => number | undefined;
  /** Whether all addresses of a range lie in one of others. */
  readonly isRangeIn: (range: string, ranges: readonly string[]) => boolean;
}

/**
 * Objection against letting an application that is held to `own` decide over one that is held to `others`: each of
 * those rules must lie within one of its own, or it would do through the other what it may not do itself.
 */
export function objectionToRules(
  own: readonly AuthorizedResource[],
  others: readonly AuthorizedResource[],
  bounds: RuleBounds,
): Objection {
  const beyond = others.findIndex((rule) => !own.some((one) => coversRule(one, rule, bounds)));
  return beyond < 0 ? null : `rule ${beyond + 1} of its authorized resources goes beyond every one of your own`;
}

/** Whether whatever `rule` lets through, `own` lets through as well: condition by condition, so never too much. */
export function coversRule(own: AuthorizedResource, rule: AuthorizedResource, bounds: RuleBounds): boolean {
  return (
    isAllIn(rule.areas, own.areas) &&
    isAllIn(rule.operations, own.operations) &&
    coversPlaces(own, rule, bounds) &&
    isAllIn(rule.addresses, own.addresses, bounds.isRangeIn) &&
    (own.expires_at === null || (rule.expires_at !== null && rule.expires_at <= own.expires_at))
  );
}

/** null: no restriction. */
function isAllIn<Item>(
  items: readonly Item[] | null,
  allowed: readonly Item[] | null,
  isIn = (item: Item, of: readonly Item[]) => of.includes(item),
): boolean {
  return allowed === null || (items?.every((item) => isIn(item, allowed)) ?? false);
}

function coversPlaces(own: AuthorizedResource, rule: AuthorizedResource, { tree, scopeOf }: RuleBounds): boolean {
  if (own.scope_ids === null && own.resource_ids === null) return true;
  if (rule.scope_ids === null && rule.resource_ids === null) return false;
  const isInside = (scopeId: number) =>
    own.scope_ids?.some((id) => id === scopeId || tree.lineage(scopeId).includes(id)) ?? false;
  const isReached = (id: number) => {
    const scopeId = scopeOf(id);
    return own.resource_ids?.includes(id) || (scopeId !== undefined && isInside(scopeId));
  };
  return (rule.scope_ids?.every(isInside) ?? true) && (rule.resource_ids?.every(isReached) ?? true);
}
