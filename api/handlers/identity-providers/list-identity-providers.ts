/** GET /v1/identity-providers */

import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';

export const listIdentityProviders = query('listIdentityProviders', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listIdentityProviders', request);
  const found = await means.store.models.identityProviders
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<IdentityProviderDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { identity_providers: rows.map(presentIdentityProvider), next_cursor: nextCursor } };
});
