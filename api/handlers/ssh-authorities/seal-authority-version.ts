/** Makes a version of an SSH certificate authority: its private half is sealed to the vault before it goes anywhere. */

import { makeEd25519KeyPair } from '../../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../../runtime/ssh-fingerprint.ts';
import type { SshAuthorityDocument, SshAuthorityVersionDocument } from '../../../store/models/ssh-authority.ts';
import { authorityVersionId } from '../../../store/ssh-authorities/versions.ts';
import type { Store } from '../../../store/store.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';

interface NewVersion {
  readonly version: number;
  readonly state: 'current' | 'pending';
  readonly now: Date;
}

/** A fresh Ed25519 pair. @throws CapstanError `not_ready` until a worker has published the key of the vault. */
export async function sealAuthorityVersion(
  store: Store,
  { _id, organization_id }: Pick<SshAuthorityDocument, '_id' | 'organization_id'>,
  { version, state, now }: NewVersion,
): Promise<SshAuthorityVersionDocument> {
  const { privateKey, publicKey } = makeEd25519KeyPair(`capstan-authority-${_id}-${version}`);
  const context = { organizationId: organization_id, sshAuthorityId: _id, version };
  return {
    _id: authorityVersionId({ id: _id, version }),
    organization_id,
    authority_id: _id,
    version,
    state,
    sealed: await sealForVault(await inboxKey(store), privateKey, context),
    public_key: publicKey,
    fingerprint: sshFingerprint(publicKey),
    created_at: now,
    promoted_at: state === 'current' ? now : null,
    retired_at: null,
  };
}
