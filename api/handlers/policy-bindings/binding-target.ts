/** What a policy is to be bound to, or a draft is tried on. */

import type { ClientSession } from 'mongoose';
import type { Place } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import type { BindingTarget } from '../../../domain/policy/effective.ts';
import type { Request } from '../../operation.ts';
import { requireNamed } from '../found.ts';

interface NamedTarget {
  readonly target_type: BindingTarget;
  readonly target_id: number;
}

type Binding = Pick<Request, 'access' | 'organizationId' | 'means'>;

/**
 * The place, where the caller may do there what the operation needs.
 * @throws CapstanError `unprocessable` where none can be reached; `forbidden` where it may be seen, and no more.
 */
export async function requireBindingTarget(
  request: Binding,
  { target_type: type, target_id: id }: NamedTarget,
  permission: Permission,
  { field = 'target_id', session }: { readonly field?: string; readonly session?: ClientSession } = {},
): Promise<Place & { readonly scopeId: number }> {
  const { access, organizationId, means } = request;
  if (type === 'scope') {
    const place = { scopeId: id, resourceId: null };
    access.requirePlace(place, field);
    return place;
  }
  const found = await means.store.models.resources
    .findOne({ _id: id, organization_id: organizationId }, { scope_id: 1 })
    .session(session ?? null)
    .lean();
  const seen = access.permitted('resource', found, permission) ?? access.permitted('resource', found, 'resource:read');
  const resource = requireNamed(seen, field, 'resource');
  const place = { scopeId: resource.scope_id, resourceId: resource._id };
  access.requirePlace(place, field, 'resource');
  return place;
}
