/** Makes a version of a credential out of what a client handed in: the secret is sealed before it goes anywhere. */

import type { CredentialDocument, CredentialVersionDocument } from '../../../store/models/credential.ts';
import type { Store } from '../../../store/store.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';
import type { ReadSecret } from './read-secret.ts';

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
