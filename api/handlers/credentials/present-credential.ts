/** Credentials and their versions on the wire; nothing here reads the sealed secret. */

import type { ClientSession } from 'mongoose';
import type { CredentialDocument, CredentialVersionDocument } from '../../../store/models/credential.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { holdersShownOf } from '../check-outs/present-holders.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export type ShownVersion = Omit<CredentialVersionDocument, 'sealed'>;

/** Projection that leaves the sealed secret in the store. */
export const SHOWN_VERSION_FIELDS = { sealed: 0 } as const;

/** Presents credentials, with one more query for the versions of all of them, and one for whoever has them checked out. */
export async function presentCredentials(
  store: Store,
  credentials: readonly CredentialDocument[],
  session?: ClientSession,
): Promise<Schemas['Credential'][]> {
  const versions: ShownVersion[] = await store.models.credentialVersions
    .find(
      {
        credential_id: { $in: credentials.map(({ _id }) => _id) },
        state: { $in: ['pending', 'current', 'previous'] },
      },
      SHOWN_VERSION_FIELDS,
      session ? { session } : {},
    )
    .lean();
  const checkedOut = await holdersShownOf(store, credentials, session);
  return credentials.map((credential) => ({
    ...presentCredential(
      credential,
      versions.filter((version) => version.credential_id === credential._id),
    ),
    checked_out: checkedOut.get(credential._id) ?? null,
  }));
}

function presentCredential(
  credential: CredentialDocument,
  versions: readonly ShownVersion[],
): Omit<Schemas['Credential'], 'checked_out'> {
  const inState = (state: ShownVersion['state']) => versions.find((version) => version.state === state);
  const current = inState('current');
  return {
    id: credential._id,
    resource_id: credential.resource_id,
    kind: credential.kind,
    status: credential.status,
    current_version: current?.version ?? null,
    previous_version: inState('previous')?.version ?? null,
    pending_version: inState('pending')?.version ?? null,
    latest_version: credential.latest_version,
    public_key: current?.public_key ?? null,
    ssh_key_id: credential.ssh_key_id ?? null,
    ssh_certificate_authority_id: credential.authority_id ?? null,
    promoted_at: wireTimeOrNull(current?.promoted_at ?? null),
    ...wireTracked(credential),
  };
}

export function presentCredentialVersion(version: ShownVersion): Schemas['CredentialVersion'] {
  return {
    version: version.version,
    state: version.state,
    origin: version.rotation_id === null ? 'client' : 'rotation',
    rotation_id: version.rotation_id,
    public_key: version.public_key,
    ssh_key: version.ssh_key ? { id: version.ssh_key.id, version: version.ssh_key.version } : null,
    ssh_certificate_authority: version.authority
      ? { id: version.authority.id, version: version.authority.version }
      : null,
    created_at: wireTime(version.created_at),
    promoted_at: wireTimeOrNull(version.promoted_at),
    retired_at: wireTimeOrNull(version.retired_at),
  };
}
