/** Ends the rotation of a shared SSH key: its new version is the current one once every account logs in with it. */

import type { ClientSession } from 'mongoose';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { sshKeyAuditEntryOf } from '../job-audit.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { JobDocument } from '../models/job.ts';
import type { SshKeyDocument } from '../models/ssh-key.ts';
import type { Store } from '../store.ts';
import { lackingPlacements } from './placements.ts';
import { findKeyVersion, promoteKeyVersion } from './versions.ts';

/**
 * After the candidate of a credential became current: looks whether that was the last account which the rotation of its
 * key waited for. Each of two that are the last at once looks after its own has committed, so one of them sees both;
 * whoever is cut off in between looks again.
 */
export async function completeKeyRotation(
  store: Store,
  { credentialId, jobId }: { readonly credentialId: number; readonly jobId: number },
): Promise<void> {
  const credential = await store.models.credentials.findById(credentialId, { ssh_key_id: 1 }).lean();
  const sshKeyId = credential?.ssh_key_id ?? null;
  if (sshKeyId === null) return;
  const key = await store.models.sshKeys.findById(sshKeyId).lean<SshKeyDocument>();
  if (!key || (await completedVersion(store, key)) === null) return;
  await store.transaction(async (session) => {
    const eventId = newEventId();
    const [job, version] = [
      await store.models.jobs.findById(jobId, null, { session }).lean<JobDocument>(),
      await completeIfDeployed(store, session, key, { eventId, now: new Date() }),
    ];
    // Another job has completed it at this moment.
    if (version === null) return;
    if (!job) throw new Error(`job ${jobId} is gone`);
    const what = {
      operation: 'ssh_key.rotate',
      status: 'succeeded',
      change: `version ${version} is on every account`,
    } as const;
    await recordEffect(store, session, sshKeyAuditEntryOf(job, key, what), eventId);
  });
}

/** In a transaction of the caller, who records it. @returns the version that is current now; null: nothing was to be done. */
export async function completeIfDeployed(
  store: Store,
  session: ClientSession,
  key: Pick<SshKeyDocument, '_id' | 'organization_id'>,
  { eventId, now }: { readonly eventId: string; readonly now: Date },
): Promise<number | null> {
  const version = await completedVersion(store, key, session);
  if (version === null) return null;
  await promoteKeyVersion(store, session, key._id, now);
  await store.models.sshKeys.updateOne(
    { _id: key._id },
    { $set: { updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
  return version;
}

/** The number of the pending version, where no account lacks it; null: there is none, or one does. */
async function completedVersion(
  store: Store,
  { _id, organization_id }: Pick<SshKeyDocument, '_id' | 'organization_id'>,
  session?: ClientSession,
): Promise<number | null> {
  const pending = await findKeyVersion(store, _id, 'pending', session);
  if (!pending) return null;
  const { version } = pending;
  const lacking: CredentialDocument[] = await lackingPlacements(store, organization_id, { id: _id, version }, session);
  return lacking.length === 0 ? version : null;
}
