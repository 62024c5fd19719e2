/** GET /v1/resources/{id}/access */

import type { Place } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import { loadRoles } from '../../../store/access/held-grants.ts';
import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { permissionsLeft } from '../../authorization/explain.ts';
import { placeOf } from '../../authorization/places.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { presentHeldGrant } from '../held-grant.ts';
import { openPage } from '../page.ts';
import { showSubjects } from '../subjects.ts';
import { type Holder, type HolderKey, Holders } from './holders-at.ts';

type AccessRequest = Request<'listResourceAccess'>;

/** Somebody who holds something, and what of it can be used. */
interface Entry {
  readonly holder: Holder;
  readonly permissions: ReadonlySet<Permission>;
}

export const listResourceAccess = query('listResourceAccess', async (request) => {
  const { access, organizationId, path, means } = request;
  const resource = await means.store.models.resources
    .findOne({ _id: path.id, organization_id: organizationId }, { scope_id: 1 })
    .lean();
  const place = placeOf('resource', access.requireFound('resource', resource));
  const page = openPage('listResourceAccess', request, { of: path.id });
  const holders = new Holders(request, place, await loadRoles(means.store, organizationId));
  const found = await usable(request, place, holders, positionOf(page.position), page.fetch);
  const { rows, nextCursor } = page.close(found, ({ holder: { type, id } }) => ({ type, id }));
  const show = await showSubjects(
    request,
    rows.map(({ holder }) => holder),
  );
  return {
    status: 200,
    body: {
      identities: rows.map(({ holder, permissions }) => ({
        type: holder.type,
        ...show(holder),
        permissions: [...permissions].sort(),
        through: holder.through.map(presentHeldGrant),
        grant_count: holder.grantCount,
      })),
      next_cursor: nextCursor,
    } satisfies components['schemas']['ResourceAccessPage'],
  };
});

function positionOf(position: Readonly<Record<string, unknown>> | undefined): HolderKey | undefined {
  const type = position?.['type'] === 'application' ? 'application' : 'user';
  return position && { type, id: Number(position['id']) };
}

/** The first `count` of them who can make use of what they hold. */
async function usable(
  request: AccessRequest,
  place: Place,
  holders: Holders,
  position: HolderKey | undefined,
  count: number,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after = position;
  while (entries.length < count) {
    const next = await holders.after(after, count);
    entries.push(...(await usableOf(request, place, next)));
    after = next.at(-1);
    if (next.length < count || !after) break;
  }
  return entries;
}

async function usableOf(request: AccessRequest, place: Place, holders: readonly Holder[]): Promise<Entry[]> {
  const { query: asked, access, means, now } = request;
  const rulesOf = await activeIdentities(request, holders);
  return holders.flatMap((holder) => {
    const authorizedResources = rulesOf.get(`${holder.type}:${holder.id}`);
    if (authorizedResources === undefined) return [];
    const { tree } = access.profile;
    const question = { actor: { authorizedResources }, profile: { grants: [], tree }, place, address: undefined, now };
    const permissions = permissionsLeft(question, holder.permissions, means.contract.operations.values());
    const isAsked = asked.permission === undefined ? permissions.size > 0 : permissions.has(asked.permission);
    return isAsked ? [{ holder, permissions }] : [];
  });
}

/** Those who are active, in active organizations; of applications with their rules. */
async function activeIdentities({ means }: AccessRequest, holders: readonly Holder[]) {
  const { users, applications, organizations } = means.store.models;
  const active = (type: Holder['type']) => ({
    _id: { $in: holders.flatMap((holder) => (holder.type === type ? [holder.id] : [])) },
    status: 'active' as const,
  });
  const foundUsers = await users.find(active('user'), { organization_id: 1 }).lean();
  const foundApplications = await applications
    .find(active('application'), { organization_id: 1, authorized_resources: 1 })
    .lean<Pick<ApplicationDocument, '_id' | 'organization_id' | 'authorized_resources'>[]>();
  const homes = [...foundUsers, ...foundApplications].map(({ organization_id }) => organization_id);
  const activeHomes = new Set(
    (await organizations.find({ _id: { $in: [...new Set(homes)] }, status: 'active' }, { _id: 1 }).lean()).map(
      ({ _id }) => _id,
    ),
  );
  const entries = [
    ...foundUsers.map((user) => ({ ...user, key: `user:${user._id}`, rules: null })),
    ...foundApplications.map((found) => ({
      ...found,
      key: `application:${found._id}`,
      rules: found.authorized_resources,
    })),
  ];
  return new Map(
    entries.flatMap(({ key, organization_id, rules }) =>
      activeHomes.has(organization_id) ? [[key, rules] as const] : [],
    ),
  );
}
