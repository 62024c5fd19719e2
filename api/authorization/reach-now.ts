/** Reaches of a profile, worked out once for each permission until the next grant in it expires. */

import { type AccessProfile, grantsWith, type Reach, reachOf } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';

interface Kept {
  readonly reach: Reach;
  /** Epoch ms. */
  readonly until: number;
}

const keptOf = new WeakMap<AccessProfile, Map<Permission, Kept>>();

/** Whether the profile holds `permission` at any place at all. */
export function holdsAnywhere(profile: AccessProfile, permission: Permission, now: Date): boolean {
  const { everywhere, scopes, resources } = reachNow(profile, permission, now);
  return everywhere || scopes.size > 0 || resources.size > 0;
}

/** What `reachOf` says now; a profile is thrown away when the rights of the organization change. */
export function reachNow(profile: AccessProfile, permission: Permission, now: Date): Reach {
  const kept = keptOf.get(profile) ?? new Map<Permission, Kept>();
  keptOf.set(profile, kept);
  const found = kept.get(permission);
  if (found && now.getTime() < found.until) return found.reach;
  const reach = reachOf(profile, permission, now);
  const ends = grantsWith(profile, permission, now).map(
    ({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  kept.set(permission, { reach, until: ends.reduce((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY) });
  return reach;
}
