/** GET /v1/identity-providers/{id} */

import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';

export const getIdentityProvider = query('getIdentityProvider', async ({ organizationId, path, means }) => {
  const provider = requireFound(
    await means.store.models.identityProviders
      .findOne({ _id: path.id, organization_id: organizationId })
      .lean<IdentityProviderDocument>(),
  );
  return showing(200, provider, presentIdentityProvider(provider));
});
