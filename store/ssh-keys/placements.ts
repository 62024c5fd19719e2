/** Where a shared SSH key is: the active credentials that are to be it, and which of its versions each logs in with. */

import type { ClientSession } from 'mongoose';
import { inactiveDevices } from '../inactive-devices.ts';
import type { CredentialDocument, CredentialVersionDocument, SshKeyVersionRef } from '../models/credential.ts';
import type { Store } from '../store.ts';

export interface Placement {
  readonly credential: CredentialDocument;
  /** The current version of the credential; null: it has none, which only a credential that was never finished has. */
  readonly current: Pick<CredentialVersionDocument, 'ssh_key' | 'promoted_at' | 'version'> | null;
}

/** Of active credentials; whether their resources are active is another matter. */
export function ofKey(organizationId: number, sshKeyId: number) {
  return { organization_id: organizationId, ssh_key_id: sshKeyId, status: 'active' } as const;
}

/** In the order of `credentials`. */
export async function withCurrentVersions(
  { models }: Store,
  credentials: readonly CredentialDocument[],
  session?: ClientSession,
): Promise<Placement[]> {
  const versions = await models.credentialVersions
    .find(
      { credential_id: { $in: credentials.map(({ _id }) => _id) }, state: 'current' },
      { credential_id: 1, version: 1, ssh_key: 1, promoted_at: 1 },
      session ? { session } : {},
    )
    .lean<CredentialVersionDocument[]>();
  const currentOf = new Map(versions.map((version) => [version.credential_id, version]));
  return credentials.map((credential) => ({ credential, current: currentOf.get(credential._id) ?? null }));
}

/**
 * Those that do not log in with that version yet, by the id of their resource. Nobody waits for accounts that nothing is
 * done to: those of inactive resources, and of inactive devices.
 */
export async function lackingPlacements(
  store: Store,
  organizationId: number,
  wanted: SshKeyVersionRef,
  session?: ClientSession,
): Promise<CredentialDocument[]> {
  const found = await store.models.credentials
    .find(ofKey(organizationId, wanted.id), null, session ? { session } : {})
    .lean<CredentialDocument[]>();
  const placements = await withCurrentVersions(store, found, session);
  const lacking = placements.filter(({ current }) => !isVersion(current?.ssh_key, wanted));
  return waitedFor(
    store,
    organizationId,
    lacking.map(({ credential }) => credential),
    session,
  );
}

/** Without those of inactive resources and devices, by the id of their resource. */
export async function waitedFor(
  store: Store,
  organizationId: number,
  credentials: readonly CredentialDocument[],
  session?: ClientSession,
): Promise<CredentialDocument[]> {
  const within = session ? { session } : {};
  const ids = credentials.map(({ resource_id }) => resource_id);
  const onActive = await store.models.resources
    .find({ _id: { $in: ids }, organization_id: organizationId, status: { $ne: 'inactive' } }, { device_id: 1 }, within)
    .lean();
  const inactive = await inactiveDevices(
    store,
    organizationId,
    onActive.map(({ device_id }) => device_id),
    session,
  );
  const isWorkedOn = new Set(onActive.filter(({ device_id }) => !inactive.has(device_id)).map(({ _id }) => _id));
  return credentials
    .filter(({ resource_id }) => isWorkedOn.has(resource_id))
    .sort((one, other) => one.resource_id - other.resource_id);
}

export function isVersion(ref: SshKeyVersionRef | null | undefined, wanted: SshKeyVersionRef): boolean {
  return ref?.id === wanted.id && ref.version === wanted.version;
}

/**
 * How many accounts log in with the key, or are to: also those that were taken from it and have no other secret yet.
 */
export async function countUses(
  { models }: Store,
  organizationId: number,
  sshKeyId: number,
  session: ClientSession,
): Promise<number> {
  const { credentials, credentialVersions } = models;
  const using = await credentialVersions
    .find(
      { 'ssh_key.id': sshKeyId, organization_id: organizationId, state: { $in: ['pending', 'current'] } },
      { credential_id: 1 },
      { session },
    )
    .lean();
  const ids = [...new Set(using.map(({ credential_id }) => credential_id))];
  return credentials.countDocuments(
    { organization_id: organizationId, status: 'active', $or: [{ ssh_key_id: sshKeyId }, { _id: { $in: ids } }] },
    { session },
  );
}
