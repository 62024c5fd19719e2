/** Versions of a credential and their moves: pending, current, previous, retired. */

import type { ClientSession } from 'mongoose';
import type { VersionState } from '../domain/resource.ts';
import type { ProbedVersion } from '../domain/rotation.ts';
import { isSamePublicKey } from '../domain/ssh-key.ts';
import { settleTurning, turnIfShown } from './custody/hold.ts';
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
  session?: ClientSession,
): Promise<CredentialVersionDocument | null> {
  return store.models.credentialVersions
    .findOne({ credential_id: credentialId, state }, null, session ? { session } : {})
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
  const promoted = await versions
    .findOneAndUpdate(
      { credential_id: credentialId, state: 'pending' },
      { $set: { state: 'current', promoted_at: now } },
      { session },
    )
    .lean<CredentialVersionDocument>();
  if (promoted?.public_key) await keepOnTarget(store, session, credentialId, promoted.public_key);
  // Where an old secret stays usable until it is removed, nobody is shut out before.
  const stillUsable = { credential_id: credentialId, removal_due: true };
  if (!(await versions.exists(stillUsable).session(session))) await settleTurning(store, credentialId, session);
}

/** A shared key that is deployed again: an older version that is the same key is not to be taken off the target. */
async function keepOnTarget(
  store: Store,
  session: ClientSession,
  credentialId: number,
  publicKey: string,
): Promise<void> {
  const versions = store.models.credentialVersions;
  const due = await versions
    .find({ credential_id: credentialId, removal_due: true }, { public_key: 1 }, { session })
    .lean<Pick<CredentialVersionDocument, '_id' | 'public_key'>[]>();
  const same = due.filter(({ public_key }) => public_key !== null && isSamePublicKey(public_key, publicKey));
  if (same.length === 0) return;
  const ids = same.map(({ _id }) => _id);
  await versions.updateMany({ _id: { $in: ids } }, { $set: { removal_due: false } }, { session });
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
  const restored = await versions
    .findOneAndUpdate(
      { credential_id: credentialId, state: 'previous' },
      { $set: { state: 'current', promoted_at: now } },
      { session },
    )
    .lean<CredentialVersionDocument>();
  if (restored) await turnIfShown(store, session, credentialId, restored.version);
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
