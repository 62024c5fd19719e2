/** POST /v1/applications */

import { ulid } from 'ulid';
import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { requireOwnRules } from '../../access-changes/require-own-rules.ts';
import { issueSecret } from '../../authentication/secrets.ts';
import { command, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentApplication } from './present-application.ts';
import { readAuthorizedResources } from './read-authorized-resources.ts';
import { readPublicKeys } from './read-public-keys.ts';

export const createApplication = command('createApplication', async (request, tx) => {
  const { access, organizationId, body, means, now } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  const authentication = body.authentication ?? 'client_secret';
  const secret = authentication === 'client_secret' ? issueSecret('clientSecret') : undefined;
  const application: ApplicationDocument = {
    _id: await means.store.nextId('application'),
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    description: body.description ?? null,
    client_id: `cap_ci_${ulid().toLowerCase()}`,
    authentication,
    secrets: secret ? [{ hint: secret.hint, hash: secret.hash, created_at: now, expires_at: null }] : [],
    public_keys: await firstKeys(request),
    federated_credentials: [],
    authorized_resources: await readAuthorizedResources(request, tx.session, body.authorized_resources),
    token_epoch: 1,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await requireOwnRules(request, tx, application.authorized_resources);
  await means.store.models.applications.create([application], { session: tx.session });
  return showingNew('application', '/v1/applications', application, {
    ...presentApplication(application, now),
    ...(secret ? { client_secret: secret.text } : {}),
  });
});

async function firstKeys({ body }: Request<'createApplication'>): Promise<ApplicationDocument['public_keys']> {
  if (body.public_keys === undefined) return [];
  if (body.authentication !== 'private_key_jwt') {
    throw unusable('public_keys', 'goes with authentication private_key_jwt only');
  }
  return readPublicKeys(body.public_keys, 'public_keys');
}
