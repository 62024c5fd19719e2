/** The place that a question about access is about. */

import { type Place, WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';

/** @throws CapstanError `unprocessable` where the caller can see no such scope or resource. */
export async function readAskedPlace(request: Request<'explainAccess'>): Promise<Place> {
  const { access, organizationId, body, means } = request;
  const { scope_id: scopeId, resource_id: resourceId } = body;
  if (scopeId !== undefined && resourceId !== undefined) {
    throw unusable('scope_id', 'and resource_id are not given together');
  }
  const isVisible = (place: Place, read: Permission) =>
    access.allows(place, read) || access.allows(place, 'grant:read');
  if (scopeId !== undefined) {
    const place = { scopeId, resourceId: null };
    const exists = access.profile.tree.lineage(scopeId).length > 0;
    return requireNamed(exists && isVisible(place, 'scope:read') ? place : null, 'scope_id', 'scope');
  }
  if (resourceId === undefined) return WHOLE_ORGANIZATION;
  const resource = await means.store.models.resources
    .findOne({ _id: resourceId, organization_id: organizationId }, { scope_id: 1 })
    .lean();
  const place = resource && { scopeId: resource.scope_id, resourceId };
  return requireNamed(place && isVisible(place, 'resource:read') ? place : null, 'resource_id', 'resource');
}
