/** What holds for a resource by now, read afresh: for whoever carries something out after it was asked for. */

import { effectivePolicy } from '../../domain/policy/effective.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';
import type { GovernedResource } from './ask-policy.ts';
import { boundPolicies } from './bound-policies.ts';

/** @throws Error where the scope of the resource is gone: scopes are never deleted. */
export async function loadGoverned(store: Store, resource: ResourceDocument): Promise<GovernedResource> {
  const { _id, organization_id, scope_id } = resource;
  const scope = await store.models.scopes.findById(scope_id, { ancestors: 1 }).lean();
  if (!scope) throw new Error(`resource ${_id} lies in scope ${scope_id}, which there is not`);
  const lineage = [...scope.ancestors, scope._id];
  const bound = await boundPolicies(store, organization_id, {
    $or: [
      { target_type: 'scope', target_id: { $in: lineage } },
      { target_type: 'resource', target_id: _id },
    ],
  });
  return { policy: effectivePolicy(bound, { lineage, resourceId: _id }), resource, lineage };
}
