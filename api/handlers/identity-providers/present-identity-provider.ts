/** An identity provider on the wire; never its client secret, not even sealed. */

import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentIdentityProvider(provider: IdentityProviderDocument): components['schemas']['IdentityProvider'] {
  return {
    id: provider._id,
    name: provider.name,
    issuer: provider.issuer,
    client_id: provider.client_id,
    has_client_secret: provider.sealed_client_secret !== null,
    name_claim: provider.name_claim,
    groups_claim: provider.groups_claim,
    creates_users: provider.creates_users,
    group_mappings: provider.group_mappings.map(({ external_group, group_id }) => ({ external_group, group_id })),
    status: provider.status,
    ...wireTracked(provider),
  };
}
