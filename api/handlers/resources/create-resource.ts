/** POST /v1/resources */

import { ulid } from 'ulid';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkResourceLinks } from './check-resource-links.ts';
import { presentResource } from './present-resource.ts';

/** NAMEDATALEN - 1: PostgreSQL cuts longer names, which would then mean another role. */
const MAX_ROLE_NAME_BYTES = 63;

export const createResource = command('createResource', async (request, tx) => {
  const { access, organizationId, body, means } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  if (body.type === 'postgres_role' && Buffer.byteLength(body.username) > MAX_ROLE_NAME_BYTES) {
    throw unusable('username', `must have at most ${MAX_ROLE_NAME_BYTES} bytes in UTF-8`);
  }
  const resource: ResourceDocument = {
    _id: await means.store.nextId('resource'),
    public_id: `res_${ulid().toLowerCase()}`,
    organization_id: organizationId,
    scope_id: body.scope_id,
    device_id: body.device_id,
    platform_id: body.platform_id,
    name: body.name,
    type: body.type,
    username: body.username,
    status: 'unverified',
    status_detail: null,
    reconcile_resource_id: body.reconcile_resource_id ?? null,
    verified_at: null,
    rotated_at: null,
    ...firstRevision(request, tx),
  };
  await checkResourceLinks(request, tx.session, resource, resource);
  await means.store.models.resources.create([resource], { session: tx.session });
  return showingNew('resource', '/v1/resources', resource, await presentResource(request, resource));
});
