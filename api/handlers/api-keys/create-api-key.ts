/** POST /v1/users/{id}/api-keys */

import { CapstanError } from '../../../domain/errors.ts';
import type { ApiKeyDocument } from '../../../store/models/identity.ts';
import { issueSecret } from '../../authentication/secrets.ts';
import { etagOf } from '../../etag.ts';
import { command } from '../../operation.ts';
import { ownUser } from '../auth/own-identity.ts';
import { firstRevision } from '../revision.ts';
import { takeTurn } from '../users/take-turn.ts';
import { checkRanges, storedExpiry } from './check-api-key.ts';
import { requireOwner, requireSelf } from './find-owner.ts';
import { apiKeyTarget, presentApiKey } from './present-api-key.ts';

const MAX_KEYS = 100;

export const createApiKey = command('createApiKey', async (request, tx) => {
  const { actor, organizationId, path, body, means, now } = request;
  const { apiKeys } = means.store.models;
  await requireOwner(means.store, organizationId, path.id, tx.session);
  requireSelf(
    actor,
    path.id,
    'Only the user itself makes its keys: with a key for somebody else one could act as them.',
  );
  // So that a password reset at this very moment is not passed by: it is meant to shut the caller out.
  await takeTurn(request, tx, path.id);
  await ownUser(request, tx);
  const ranges = body.allowed_addresses ?? [];
  checkRanges(ranges, 'allowed_addresses');
  const count = await apiKeys.countDocuments({ user_id: path.id, status: 'active' }).session(tx.session);
  if (count >= MAX_KEYS) {
    throw new CapstanError('conflict', `You have ${MAX_KEYS} API keys that are not revoked; revoke one first.`);
  }
  const secret = issueSecret('apiKey');
  const key: ApiKeyDocument = {
    _id: await means.store.nextId('api_key'),
    organization_id: organizationId,
    user_id: path.id,
    name: body.name,
    description: body.description ?? null,
    hint: secret.hint,
    secret_hash: secret.hash,
    status: 'active',
    expires_at: storedExpiry(body.expires_at, now) ?? null,
    allowed_addresses: ranges,
    last_used_at: null,
    revoked_at: null,
    ...firstRevision(request, tx),
  };
  await apiKeys.create([key], { session: tx.session });
  return {
    status: 201,
    body: { ...presentApiKey(key), key: secret.text },
    headers: { ETag: etagOf(key.revision), Location: `/v1/users/${path.id}/api-keys/${key.name}` },
    target: apiKeyTarget(key),
    change: `the key ${key.hint}… of user ${key.user_id}`,
  };
});
