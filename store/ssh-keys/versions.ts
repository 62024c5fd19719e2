/** Versions of a shared SSH key: which of them an account is to have, and how one takes the place of another. */

import type { ClientSession } from 'mongoose';
import type { VersionState } from '../../domain/resource.ts';
import type { SshKeyVersionRef } from '../models/credential.ts';
import type { SshKeyVersionDocument } from '../models/ssh-key.ts';
import type { Store } from '../store.ts';

export function keyVersionId({ id, version }: SshKeyVersionRef): string {
  return `${id}:${version}`;
}

export function findKeyVersion(
  { models }: Store,
  sshKeyId: number,
  state: VersionState,
  session?: ClientSession,
): Promise<SshKeyVersionDocument | null> {
  return models.sshKeyVersions
    .findOne({ ssh_key_id: sshKeyId, state }, null, session ? { session } : {})
    .lean<SshKeyVersionDocument>();
}

/**
 * The version that every account of the key is to have: the one that a rotation deploys, until then the current one.
 * @throws Error where the key has none, which cannot be: it is made with its first.
 */
export async function versionToDeploy(
  store: Store,
  sshKeyId: number,
  session?: ClientSession,
): Promise<SshKeyVersionDocument> {
  const wanted = (await versionsToDeploy(store, [sshKeyId], session)).get(sshKeyId);
  if (!wanted) throw new Error(`SSH key ${sshKeyId} has no version`);
  return wanted;
}

/** The same of many, by the id of the key. */
export async function versionsToDeploy(
  { models }: Store,
  sshKeyIds: readonly number[],
  session?: ClientSession,
): Promise<ReadonlyMap<number, SshKeyVersionDocument>> {
  if (sshKeyIds.length === 0) return new Map();
  const found = await models.sshKeyVersions
    .find({ ssh_key_id: { $in: sshKeyIds }, state: { $in: ['pending', 'current'] } }, null, session ? { session } : {})
    .lean<SshKeyVersionDocument[]>();
  const byKey = new Map<number, SshKeyVersionDocument>();
  for (const version of found) {
    if (version.state === 'pending' || !byKey.has(version.ssh_key_id)) byKey.set(version.ssh_key_id, version);
  }
  return byKey;
}

/** previous -> retired, current -> previous, pending -> current. */
export async function promoteKeyVersion(
  { models }: Store,
  session: ClientSession,
  sshKeyId: number,
  now: Date,
): Promise<void> {
  const versions = models.sshKeyVersions;
  await versions.updateOne(
    { ssh_key_id: sshKeyId, state: 'previous' },
    { $set: { state: 'retired', retired_at: now } },
    { session },
  );
  await versions.updateOne({ ssh_key_id: sshKeyId, state: 'current' }, { $set: { state: 'previous' } }, { session });
  await versions.updateOne(
    { ssh_key_id: sshKeyId, state: 'pending' },
    { $set: { state: 'current', promoted_at: now } },
    { session },
  );
}
