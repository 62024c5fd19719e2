/** What holds for a resource, or for protected information, by now, read afresh: for whoever carries something out after it was asked for. */

import { effectivePolicy } from '../../domain/policy/effective.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { ProtectedInformationDocument } from '../models/protected-information.ts';
import type { Store } from '../store.ts';
import type { GovernedInformation, GovernedResource } from './ask-policy.ts';
import { boundPolicies } from './bound-policies.ts';

/** @throws Error where the scope of the resource is gone: scopes are never deleted. */
export async function loadGoverned(store: Store, resource: ResourceDocument): Promise<GovernedResource> {
  const { _id, organization_id, scope_id } = resource;
  const lineage = await lineageOf(store, scope_id);
  const bound = await boundPolicies(store, organization_id, {
    $or: [
      { target_type: 'scope', target_id: { $in: lineage } },
      { target_type: 'resource', target_id: _id },
    ],
  });
  return { policy: effectivePolicy(bound, { lineage, resourceId: _id }), resource, lineage };
}

/** @throws Error where the scope of the information is gone: scopes are never deleted. */
export async function loadGovernedInformation(
  store: Store,
  information: ProtectedInformationDocument,
): Promise<GovernedInformation> {
  const { organization_id, scope_id } = information;
  const lineage = await lineageOf(store, scope_id);
  const bound = await boundPolicies(store, organization_id, { target_type: 'scope', target_id: { $in: lineage } });
  return { policy: effectivePolicy(bound, { lineage, resourceId: null }), information, lineage };
}

async function lineageOf({ models }: Store, scopeId: number): Promise<number[]> {
  const scope = await models.scopes.findById(scopeId, { ancestors: 1 }).lean();
  if (!scope) throw new Error(`there is no scope ${scopeId}, in which something lies`);
  return [...scope.ancestors, scope._id];
}
