/** Shared SSH keys, their versions and where they are, on the wire; nothing here reads a private half. */

import type { ClientSession } from 'mongoose';
import { placementState } from '../../../domain/ssh-key.ts';
import type { SshKeyDocument, SshKeyVersionDocument } from '../../../store/models/ssh-key.ts';
import type { Placement } from '../../../store/ssh-keys/placements.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export type ShownKeyVersion = Omit<SshKeyVersionDocument, 'sealed'>;

/** Projection that leaves the sealed private half in the store. */
export const SHOWN_KEY_VERSION_FIELDS = { sealed: 0 } as const;

/** With one more query for the versions of all of them. */
export async function presentSshKeys(
  { models }: Store,
  keys: readonly SshKeyDocument[],
  session?: ClientSession,
): Promise<Schemas['SshKey'][]> {
  const versions: ShownKeyVersion[] = await models.sshKeyVersions
    .find(
      { ssh_key_id: { $in: keys.map(({ _id }) => _id) }, state: { $in: ['pending', 'current'] } },
      SHOWN_KEY_VERSION_FIELDS,
      session ? { session } : {},
    )
    .lean();
  return keys.map((key) => {
    const own = versions.filter(({ ssh_key_id }) => ssh_key_id === key._id);
    return presentSshKey(key, own);
  });
}

function presentSshKey(key: SshKeyDocument, versions: readonly ShownKeyVersion[]): Schemas['SshKey'] {
  const current = versions.find(({ state }) => state === 'current');
  if (!current) throw new Error(`SSH key ${key._id} has no current version`);
  return {
    id: key._id,
    scope_id: key.scope_id,
    name: key.name,
    status: key.status,
    comment: key.comment,
    algorithm: current.algorithm,
    public_key: current.public_key,
    fingerprint: current.fingerprint,
    current_version: current.version,
    pending_version: versions.find(({ state }) => state === 'pending')?.version ?? null,
    latest_version: key.latest_version,
    rotation_job_id: key.rotation_job_id,
    ...wireTracked(key),
  };
}

/** The answer that shows one key as it is, or as a transaction leaves it. */
export async function showSshKey(store: Store, key: SshKeyDocument, tx?: Transaction): Promise<Answer> {
  const [shown] = await presentSshKeys(store, [key], tx?.session);
  return showing(200, key, shown);
}

export function presentKeyVersion(version: ShownKeyVersion): Schemas['SshKeyVersion'] {
  return {
    version: version.version,
    state: version.state,
    origin: version.origin,
    algorithm: version.algorithm,
    public_key: version.public_key,
    fingerprint: version.fingerprint,
    created_at: wireTime(version.created_at),
    promoted_at: wireTimeOrNull(version.promoted_at),
    retired_at: wireTimeOrNull(version.retired_at),
  };
}

/** @param wanted the version that the account is to have. */
export function presentPlacement(
  sshKeyId: number,
  { credential, current }: Placement,
  wanted: number,
): Schemas['SshKeyPlacement'] {
  const ref = current?.ssh_key ?? null;
  const own = ref?.id === sshKeyId ? ref : null;
  return {
    resource_id: credential.resource_id,
    credential_id: credential._id,
    state: placementState(sshKeyId, ref && { sshKeyId: ref.id, version: ref.version }, wanted),
    version: own?.version ?? null,
    promoted_at: wireTimeOrNull(own ? (current?.promoted_at ?? null) : null),
  };
}
