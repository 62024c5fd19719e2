/** POST /v1/identity-providers */

import { changeAccess } from '../../../store/access/change-access.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';
import { requireKnownGroups, requireMappable } from './require-mappable-groups.ts';
import { sealClientSecret } from './seal-client-secret.ts';

export const createIdentityProvider = command('createIdentityProvider', async (request, tx) => {
  const { organizationId, body, means } = request;
  const problem = means.outbound.issuerProblem(body.issuer);
  if (problem !== null) throw unusable('issuer', problem);
  await changeAccess(means.store, tx.session, organizationId);
  const mappings = body.group_mappings ?? [];
  await requireKnownGroups(request, tx, mappings);
  await requireMappable(
    request,
    tx,
    mappings.map(({ group_id }) => group_id),
  );
  const id = await means.store.nextId('identity_provider');
  const provider: IdentityProviderDocument = {
    _id: id,
    organization_id: organizationId,
    name: body.name,
    issuer: body.issuer,
    client_id: body.client_id,
    sealed_client_secret: await sealClientSecret(means, id, body.client_secret),
    name_claim: body.name_claim ?? 'preferred_username',
    groups_claim: body.groups_claim ?? 'groups',
    creates_users: body.creates_users ?? false,
    group_mappings: mappings,
    status: 'active',
    sign_in_epoch: 1,
    ...firstRevision(request, tx),
  };
  await means.store.models.identityProviders.create([provider], { session: tx.session });
  return showingNew('identity_provider', '/v1/identity-providers', provider, presentIdentityProvider(provider));
});
