/** What an application is held to beside its grants: areas, operations, places, addresses, time. */

import type { AuthorizedResource, Reach, ScopeTree } from '../../domain/access.ts';
import { isAddressIn } from '../addresses.ts';
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
      rule.areas.includes(operation.area) &&
      (rule.operations === null || rule.operations.includes(operation.id)) &&
      (rule.addresses === null || (address !== null && isAddressIn(address, rule.addresses))) &&
      (rule.expires_at === null || rule.expires_at > now),
  );
}

/** The places that the rules let be touched. */
export function reachOfRules(rules: readonly AuthorizedResource[], tree: ScopeTree): Reach {
  const scopes = new Set<number>();
  const resources = new Set<number>();
  for (const { scope_ids, resource_ids } of rules) {
    const isUnrestricted = scope_ids === null && resource_ids === null;
    if (isUnrestricted || scope_ids?.includes(tree.rootId)) {
      return { everywhere: true, scopes: new Set(), resources: new Set() };
    }
    for (const id of scope_ids ?? []) for (const below of tree.subtree(id)) scopes.add(below);
    for (const id of resource_ids ?? []) resources.add(id);
  }
  return { everywhere: false, scopes, resources };
}
