/** Makes a version of a shared SSH key: its private half is sealed to the vault before it goes anywhere. */

import type { Secret } from '../../domain/secret.ts';
import type { SshKeyAlgorithm, SshKeyOrigin } from '../../domain/ssh-key.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';
import type { SshKeyDocument, SshKeyVersionDocument } from '../../store/models/ssh-key.ts';
import { keyVersionId } from '../../store/ssh-keys/versions.ts';
import type { Store } from '../../store/store.ts';
import { inboxKey } from '../../store/vault/inbox-key.ts';
import { sealForVault } from '../../store/vault/seal-for-vault.ts';

export interface KeyMaterial {
  /** Unencrypted, in a form that OpenSSH and our connectors read. */
  readonly privateKey: Secret;
  /** One line, with the comment behind it. */
  readonly publicKey: string;
  readonly algorithm: SshKeyAlgorithm;
}

interface NewKeyVersion {
  readonly version: number;
  readonly state: 'current' | 'pending';
  readonly origin: SshKeyOrigin;
  readonly now: Date;
}

/** A fresh ed25519 pair. */
export function generateKey(comment: string): KeyMaterial {
  return { ...makeEd25519KeyPair(comment), algorithm: 'ed25519' };
}

/** @throws CapstanError `not_ready` until a worker has published the key of the vault. */
export async function sealKeyVersion(
  store: Store,
  { _id, organization_id }: Pick<SshKeyDocument, '_id' | 'organization_id'>,
  { privateKey, publicKey, algorithm }: KeyMaterial,
  { version, state, origin, now }: NewKeyVersion,
): Promise<SshKeyVersionDocument> {
  const context = { organizationId: organization_id, sshKeyId: _id, version };
  return {
    _id: keyVersionId({ id: _id, version }),
    organization_id,
    ssh_key_id: _id,
    version,
    state,
    origin,
    algorithm,
    sealed: await sealForVault(await inboxKey(store), privateKey, context),
    public_key: publicKey,
    fingerprint: sshFingerprint(publicKey),
    created_at: now,
    promoted_at: state === 'current' ? now : null,
    retired_at: null,
  };
}
