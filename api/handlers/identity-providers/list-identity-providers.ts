/** GET /v1/identity-providers */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';

export const listIdentityProviders = query('listIdentityProviders', async (request) => {
  const { rows, nextCursor } = await namedPage(
    'listIdentityProviders',
    request,
    request.means.store.models.identityProviders,
  );
  return { status: 200, body: { identity_providers: rows.map(presentIdentityProvider), next_cursor: nextCursor } };
});
