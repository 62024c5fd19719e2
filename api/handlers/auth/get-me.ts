/** GET /v1/me */

import { type Actor, heldInForce } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import type { OrganizationDocument } from '../../../store/models/identity.ts';
import type { Store } from '../../../store/store.ts';
import { rulesFor } from '../../authorization/application-limits.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { byGrantId, presentHeldGrant, SHOWN_GRANTS } from '../held-grant.ts';
import { wireTimeOrNull } from '../wire-time.ts';

export const getMe = query('getMe', async (request) => {
  const { actor, organization, means } = request;
  const { store } = means;
  const isAtHome = organization._id === actor.homeOrganizationId;
  const home = isAtHome
    ? organization
    : requireFound(await store.models.organizations.findOne({ _id: actor.homeOrganizationId }, { name: 1 }).lean());
  return {
    status: 200,
    body: {
      type: actor.type,
      id: actor.id,
      public_id: await publicIdOf(store, actor),
      name: actor.name,
      organization: nameOf(organization),
      home_organization: nameOf(home),
      ...presentHoldings(request),
      authentication: actor.authentication,
      authenticated_at: wireTimeOrNull(actor.authenticatedAt),
      has_second_factor: actor.hasSecondFactor,
    } satisfies components['schemas']['Identity'],
    target: { type: actor.type, id: actor.id },
  };
});

function nameOf({ _id, name }: Pick<OrganizationDocument, '_id' | 'name'>) {
  return { id: _id, name };
}

async function publicIdOf({ models }: Store, { type, id }: Actor): Promise<string> {
  return type === 'user'
    ? requireFound(await models.users.findOne({ _id: id }, { public_id: 1 }).lean()).public_id
    : requireFound(await models.applications.findOne({ _id: id }, { client_id: 1 }).lean()).client_id;
}

function presentHoldings(request: Request<'getMe'>) {
  const grants = heldInForce(request.access.profile, request.now).toSorted(byGrantId);
  const held = new Set(grants.flatMap(({ permissions }) => [...permissions]));
  return {
    permissions: [...held].filter((permission) => isUsable(request, permission)).sort(),
    grants: grants.slice(0, SHOWN_GRANTS).map(presentHeldGrant),
    grant_count: grants.length,
  };
}

/** Whether some operation that needs `permission` is open to this kind of caller: what it holds is not all that decides. */
function isUsable({ actor, means, origin, now }: Request<'getMe'>, permission: Permission): boolean {
  const isKey = actor.authentication === 'api_key';
  // Asked beside what an operation needs: of persons, about themselves.
  if (permission === 'break_glass:use') return actor.type === 'user' && !isKey;
  const { authorizedResources: rules } = actor;
  return [...means.contract.operations.values()].some(
    (operation) =>
      operation.permission === permission &&
      !(isKey && operation.isSensitive) &&
      (rules === null || rulesFor(rules, { operation, address: origin.address, now }).length > 0),
  );
}
