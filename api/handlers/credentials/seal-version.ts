/** Makes a version of a credential out of what a client handed in: the secret is sealed before it goes anywhere. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../../store/models/credential.ts';
import type { Store } from '../../../store/store.ts';
import { type InboxPublicJwk, sealForVault } from '../../../store/vault/seal-for-vault.ts';
import type { ReadSecret } from './read-secret.ts';

const RETRY_AFTER_SECONDS = 5;

/**
 * The version that is current from now on.
 * @throws CapstanError `not_ready` until a worker has published the key of the vault.
 */
export async function sealVersion(
  store: Store,
  credential: Pick<CredentialDocument, '_id' | 'organization_id'>,
  version: number,
  { secret, publicKey }: ReadSecret,
  now: Date,
): Promise<CredentialVersionDocument> {
  const sealed = await sealForVault(await inboxKey(store), secret, {
    organizationId: credential.organization_id,
    credentialId: credential._id,
    version,
  });
  return {
    _id: `${credential._id}:${version}`,
    organization_id: credential.organization_id,
    credential_id: credential._id,
    version,
    state: 'current',
    rotation_id: null,
    sealed,
    public_key: publicKey,
    removal_due: false,
    created_at: now,
    promoted_at: now,
    retired_at: null,
  };
}

async function inboxKey(store: Store): Promise<InboxPublicJwk> {
  const newest = await store.models.vaultInboxKeys.findOne({ active: true }).sort({ created_at: -1 }).lean();
  if (!newest) {
    throw new CapstanError('not_ready', 'The vault has published no key yet: a worker must have started once.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  const { x, y } = newest.jwk;
  return { kty: 'EC', crv: 'P-256', x: String(x), y: String(y), kid: newest._id };
}
