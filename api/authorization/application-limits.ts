/** What an application is held to beside its grants: areas, operations, places, addresses, time. */

import {
  type AuthorizedResource,
  isNamedBy,
  isWithin,
  type Place,
  reachOfRules,
  type ScopeTree,
} from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import { isAddressIn } from '../../runtime/addresses.ts';
import type { OperationContract } from '../contract.ts';

export interface LimitedRequest {
  readonly operation: Pick<OperationContract, 'id' | 'area'>;
  readonly address: string | null;
  readonly now: Date;
}

/** The rules under which the request may be made at all; where it may reach, {@link reachOfRules} says. */
export function rulesFor(
  rules: readonly AuthorizedResource[],
  { operation, address, now }: LimitedRequest,
): readonly AuthorizedResource[] {
  return rules.filter(
    (rule) =>
      isNamedBy(rule, operation) &&
      (rule.addresses === null || (address !== null && isAddressIn(address, rule.addresses))) &&
      (rule.expires_at === null || rule.expires_at > now),
  );
}

/** The rules that are in force now and until `until` at least (null: for ever). */
export function rulesUntil(
  rules: readonly AuthorizedResource[],
  until: Date | null,
  now: Date,
): readonly AuthorizedResource[] {
  return rules.filter(
    ({ expires_at: end }) => end === null || (end > now && until !== null && end.getTime() >= until.getTime()),
  );
}

/**
 * Those of `permissions` that `rules` do not leave whole at `place`: some operation that needs them is left out
 * there. From which addresses the rules hold does not matter here.
 */
export function permissionsLeftOut(
  rules: readonly AuthorizedResource[],
  permissions: Iterable<Permission>,
  { place, tree, operations }: PlaceInContract,
): Permission[] {
  const there = rules.filter((rule) => isWithin(reachOfRules([rule], tree), place));
  const leftOut = new Set<Permission | null>();
  for (const operation of operations) {
    if (!there.some((rule) => isNamedBy(rule, operation))) leftOut.add(operation.permission);
  }
  return [...permissions].filter((permission) => leftOut.has(permission));
}

interface PlaceInContract {
  readonly place: Place;
  readonly tree: ScopeTree;
  /** All of the contract. */
  readonly operations: Iterable<Pick<OperationContract, 'id' | 'area' | 'permission'>>;
}
