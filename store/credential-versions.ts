/** Versions of a credential and their moves: pending, current, previous, retired. */

import type { ClientSession } from 'mongoose';
import type { VersionState } from '../domain/resource.ts';
import type { ProbedVersion } from '../domain/rotation.ts';
import type { CredentialVersionDocument } from './models/credential.ts';
import type { Store } from './store.ts';

export const STATE_OF: Record<ProbedVersion, VersionState> = {
  candidate: 'pending',
  current: 'current',
  previous: 'previous',
};

export async function findVersion(
  store: Store,
  credentialId: number,
  state: VersionState,
): Promise<CredentialVersionDocument | null> {
  return store.models.credentialVersions
    .findOne({ credential_id: credentialId, state })
    .lean<CredentialVersionDocument>();
}

/**
 * Makes the pending version current: previous -> retired, current -> previous, pending -> current.
 * @param removesOld whether the old secret lies on the target until it is removed, as an authorized key does.
 */
export async function promoteCandidate(
  store: Store,
  session: ClientSession,
  credentialId: number,
  now: Date,
  removesOld: boolean,
): Promise<void> {
  const versions = store.models.credentialVersions;
  await versions.updateMany(
    { credential_id: credentialId, state: 'previous' },
    { $set: { state: 'retired', retired_at: now } },
    { session },
  );
  await versions.updateOne(
    { credential_id: credentialId, state: 'current' },
    { $set: { state: 'previous', removal_due: removesOld } },
    { session },
  );
  await versions.updateOne(
    { credential_id: credentialId, state: 'pending' },
    { $set: { state: 'current', promoted_at: now } },
    { session },
  );
}

/** The target turned out to hold the previous version: it and the current one change places. */
export async function restorePrevious(
  store: Store,
  session: ClientSession,
  credentialId: number,
  now: Date,
): Promise<void> {
  const versions = store.models.credentialVersions;
  const current = await versions.findOne({ credential_id: credentialId, state: 'current' }, null, { session }).lean();
  // The index allows one of each state: the current one steps aside first.
  if (current) await versions.updateOne({ _id: current._id }, { $set: { state: 'retired' } }, { session });
  await versions.updateOne(
    { credential_id: credentialId, state: 'previous' },
    { $set: { state: 'current', promoted_at: now } },
    { session },
  );
  if (current) await versions.updateOne({ _id: current._id }, { $set: { state: 'previous' } }, { session });
}

/** Sets aside a candidate that certainly never reached the target. Its ciphertext stays. */
export async function retireCandidate(
  store: Store,
  session: ClientSession,
  credentialId: number,
  now: Date,
): Promise<void> {
  await store.models.credentialVersions.updateOne(
    { credential_id: credentialId, state: 'pending' },
    { $set: { state: 'retired', retired_at: now } },
    { session },
  );
}
