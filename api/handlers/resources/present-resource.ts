/** A resource on the wire. */

import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { governedBy, type PolicyAsker } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import { nearestPolicyId } from '../policies/present-effective-policy.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

type WireResource = components['schemas']['Resource'];
type Showing = Pick<PolicyAsker, 'access' | 'organization' | 'means'>;

/** With the policy that is bound nearest. */
export async function presentResource(request: Showing, resource: ResourceDocument): Promise<WireResource> {
  const { policy } = await governedBy(request, resource);
  return {
    id: resource._id,
    public_id: resource.public_id,
    name: resource.name,
    type: resource.type,
    scope_id: resource.scope_id,
    status: resource.status,
    policy_id: nearestPolicyId(policy),
    status_detail: resource.status_detail,
    device_id: resource.device_id,
    platform_id: resource.platform_id,
    username: resource.username,
    reconcile_resource_id: resource.reconcile_resource_id,
    verified_at: wireTimeOrNull(resource.verified_at),
    rotated_at: wireTimeOrNull(resource.rotated_at),
    ...wireTracked(resource),
  };
}
