/** The scope or resource that a new grant is to be on. */

import type { ClientSession } from 'mongoose';
import type { Place } from '../../../domain/access.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';

interface NamedPlace {
  readonly scope_id?: number | undefined;
  readonly resource_id?: number | undefined;
}

type Granting = Pick<Request, 'access' | 'organizationId' | 'means'>;

/**
 * The place, where the caller may grant there.
 * @throws CapstanError `unprocessable` where none can be reached, or not exactly one is named; `forbidden` where it
 *   may be seen, but nothing be granted there.
 */
export async function requireGrantPlace(
  request: Granting,
  named: NamedPlace,
  session: ClientSession,
): Promise<Place & { readonly scopeId: number }> {
  if ((named.scope_id === undefined) === (named.resource_id === undefined)) {
    throw unusable('scope_id', 'or resource_id must be given, and not both');
  }
  if (named.scope_id !== undefined) {
    const place = { scopeId: named.scope_id, resourceId: null };
    request.access.requirePlace(place);
    return place;
  }
  return requireResourcePlace(request, named.resource_id ?? 0, session);
}

async function requireResourcePlace({ access, organizationId, means }: Granting, id: number, session: ClientSession) {
  const found = await means.store.models.resources
    .findOne({ _id: id, organization_id: organizationId }, { scope_id: 1 })
    .session(session)
    .lean();
  const mayGrant = access.permitted('resource', found, 'grant:write');
  const resource = requireNamed(
    mayGrant ?? access.permitted('resource', found, 'resource:read'),
    'resource_id',
    'resource',
  );
  const place = { scopeId: resource.scope_id, resourceId: resource._id };
  access.requirePlace(place, 'resource_id', 'resource');
  return place;
}
