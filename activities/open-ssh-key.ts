/** Opens a version of an SSH key that several accounts share: one sealed secret serves all of them. */

import type { Secret } from '../domain/secret.ts';
import type { SshKeyVersionRef } from '../store/models/credential.ts';
import type { SshKeyVersionDocument } from '../store/models/ssh-key.ts';
import { keyVersionId } from '../store/ssh-keys/versions.ts';
import type { VaultAccess } from './dependencies.ts';
import { openAndMove } from './open-and-move.ts';

/** @throws VaultError; Error where the version is gone, which none ever is. */
export async function openSshKey(
  { store, vault }: VaultAccess,
  organizationId: number,
  ref: SshKeyVersionRef,
): Promise<Secret> {
  const found = await store.models.sshKeyVersions.findById(keyVersionId(ref)).lean<SshKeyVersionDocument>();
  if (!found) throw new Error(`version ${ref.version} of SSH key ${ref.id} is gone`);
  // What the reference says, and not what the row does: a row of another organization does not open here.
  const context = { organizationId, sshKeyId: ref.id, version: ref.version };
  const { _id, sealed } = found;
  return openAndMove({ vault }, sealed, context, (moved) =>
    store.models.sshKeyVersions.updateOne({ _id, 'sealed.form': 'inbox' }, { $set: { sealed: moved } }),
  );
}
