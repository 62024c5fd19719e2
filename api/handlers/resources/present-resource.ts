/** A resource on the wire. */

import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentResource(resource: ResourceDocument): components['schemas']['Resource'] {
  return {
    id: resource._id,
    public_id: resource.public_id,
    name: resource.name,
    type: resource.type,
    scope_id: resource.scope_id,
    status: resource.status,
    // No policy can be bound yet.
    policy_id: null,
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
