/** GET /v1/users/{id}/access */

import { type HeldGrant, heldInForce, placesOf } from '../../../domain/access.ts';
import { loadHeldGrants, loadRoles } from '../../../store/access/held-grants.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import { filterOf } from '../../authorization/places.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { byGrantId, presentHeldGrant } from '../held-grant.ts';
import { openPage } from '../page.ts';
import { scopePaths } from './scope-paths.ts';

type AccessRequest = Request<'listUserAccess'>;

export const listUserAccess = query('listUserAccess', async (request) => {
  const { organizationId, path, means } = request;
  const user = requireFound(
    await means.store.models.users.findOne({ _id: path.id, organization_id: organizationId }).lean<UserDocument>(),
  );
  const page = openPage('listUserAccess', request, { of: user._id });
  const grants = await visibleGrants(request, user);
  const after = Number(page.position?.['id'] ?? 0);
  const { rows, nextCursor } = page.close(grants.filter(({ id }) => id > after).slice(0, page.fetch), ({ id }) => ({
    id,
  }));
  return {
    status: 200,
    body: {
      user: { type: 'user', id: user._id, public_id: null, organization: null, name: user.name },
      status: user.status,
      summary: await summaryOf(request, grants),
      entries: await presentEntries(request, rows),
      next_cursor: nextCursor,
    } satisfies components['schemas']['UserAccessPage'],
  };
});

/** By id. Whoever asks about itself sees all; others see what lies where they may read grants. */
async function visibleGrants(request: AccessRequest, user: UserDocument): Promise<HeldGrant[]> {
  const { access, actor, organizationId, query: asked, means, now } = request;
  const isOwn = actor.type === 'user' && actor.id === user._id;
  const grants = isOwn
    ? access.profile.grants
    : await loadHeldGrants(
        means.store,
        organizationId,
        { type: 'user', id: user._id },
        await loadRoles(means.store, organizationId),
      );
  return heldInForce({ grants }, now)
    .filter(({ permissions }) => asked.permission === undefined || permissions.has(asked.permission))
    .filter(({ scopeId, resourceId }) => isOwn || access.allows({ scopeId, resourceId }, 'grant:read'))
    .toSorted(byGrantId);
}

async function summaryOf({ access, organizationId, means }: AccessRequest, grants: readonly HeldGrant[]) {
  const { tree } = access.profile;
  const reach = placesOf(grants, tree);
  const resources = await means.store.models.resources.countDocuments({
    organization_id: organizationId,
    ...filterOf('resource', reach),
  });
  const scopes = reach.everywhere ? tree.subtree(tree.rootId).length : reach.scopes.size;
  return { grants: grants.length, scopes, resources, everywhere: reach.everywhere };
}

async function presentEntries(
  request: AccessRequest,
  grants: readonly HeldGrant[],
): Promise<components['schemas']['UserAccess'][]> {
  const { resources, groups } = request.means.store.models;
  const resourceIds = distinct(grants.map(({ resourceId }) => resourceId));
  const groupIds = distinct(grants.map(({ groupId }) => groupId));
  const resourceNames = nameTable(await resources.find({ _id: { $in: resourceIds } }, { name: 1 }).lean());
  const groupNames = nameTable(await groups.find({ _id: { $in: groupIds } }, { name: 1 }).lean());
  const pathTo = await scopePaths(
    request,
    grants.map(({ scopeId }) => scopeId),
  );
  return grants.map((grant) => ({
    ...presentHeldGrant(grant),
    permissions: [...grant.permissions].sort(),
    resource_name: resourceNames(grant.resourceId),
    group_name: groupNames(grant.groupId),
    scope_path: pathTo(grant.scopeId),
  }));
}

function distinct(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

function nameTable(rows: readonly { readonly _id: number; readonly name: string }[]) {
  const names = new Map(rows.map(({ _id, name }) => [_id, name]));
  return (id: number | null): string | null => (id === null ? null : (names.get(id) ?? null));
}
