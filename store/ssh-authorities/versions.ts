/** Versions of an SSH certificate authority: which of them an account is to log in by, and how one takes the place of another. */

import type { ClientSession } from 'mongoose';
import type { VersionState } from '../../domain/resource.ts';
import type { AuthorityVersionRef } from '../models/credential.ts';
import type { SshAuthorityVersionDocument } from '../models/ssh-authority.ts';
import type { Store } from '../store.ts';

export function authorityVersionId({ id, version }: AuthorityVersionRef): string {
  return `${id}:${version}`;
}

export function findAuthorityVersion(
  { models }: Store,
  authorityId: number,
  state: VersionState,
  session?: ClientSession,
): Promise<SshAuthorityVersionDocument | null> {
  return models.sshAuthorityVersions
    .findOne({ authority_id: authorityId, state }, null, session ? { session } : {})
    .lean<SshAuthorityVersionDocument>();
}

/** previous -> retired, current -> previous, pending -> current. */
export async function promoteAuthorityVersion(
  { models }: Store,
  session: ClientSession,
  authorityId: number,
  now: Date,
): Promise<void> {
  const versions = models.sshAuthorityVersions;
  const of = { authority_id: authorityId } as const;
  await versions.updateOne({ ...of, state: 'previous' }, { $set: { state: 'retired', retired_at: now } }, { session });
  await versions.updateOne({ ...of, state: 'current' }, { $set: { state: 'previous' } }, { session });
  await versions.updateOne({ ...of, state: 'pending' }, { $set: { state: 'current', promoted_at: now } }, { session });
}
