/** Ends the rotation of an SSH certificate authority: its next key is the current one once every account has logged in by it. */

import type { ClientSession } from 'mongoose';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { authorityAuditEntryOf } from '../job-audit.ts';
import type { JobDocument } from '../models/job.ts';
import type { SshAuthorityDocument } from '../models/ssh-authority.ts';
import type { Store } from '../store.ts';
import { unprovenAccounts } from './accounts.ts';
import { findAuthorityVersion, promoteAuthorityVersion } from './versions.ts';

/**
 * After a version of a credential became current: looks whether that was the last account which its authority waited for.
 * Each of two that are the last at once looks after its own has committed, so one of them sees both; whoever is cut off in
 * between looks again.
 */
export async function completeAuthorityRotation(
  store: Store,
  { credentialId, jobId }: { readonly credentialId: number; readonly jobId: number },
): Promise<void> {
  const credential = await store.models.credentials.findById(credentialId, { authority_id: 1 }).lean();
  const authorityId = credential?.authority_id ?? null;
  if (authorityId === null) return;
  const authority = await store.models.sshAuthorities.findById(authorityId).lean<SshAuthorityDocument>();
  if (!authority || (await provenVersion(store, authority)) === null) return;
  await store.transaction(async (session) => {
    const eventId = newEventId();
    const job = await store.models.jobs.findById(jobId, null, { session }).lean<JobDocument>();
    const version = await completeIfProven(store, session, authority, { eventId, now: new Date() });
    // Another job has completed it at this moment.
    if (version === null) return;
    if (!job) throw new Error(`job ${jobId} is gone`);
    const what = {
      operation: 'ssh_authority.rotate',
      status: 'succeeded',
      change: `every account has logged in by version ${version}, which is current`,
    } as const;
    await recordEffect(store, session, authorityAuditEntryOf(job, authority, what), eventId);
  });
}

type Authority = Pick<SshAuthorityDocument, '_id' | 'organization_id'>;

/** In a transaction of the caller, who records it. @returns the version that is current now; null: nothing was to be done. */
export async function completeIfProven(
  store: Store,
  session: ClientSession,
  authority: Authority,
  { eventId, now }: { readonly eventId: string; readonly now: Date },
): Promise<number | null> {
  const version = await provenVersion(store, authority, session);
  if (version === null) return null;
  await promoteAuthorityVersion(store, session, authority._id, now);
  await store.models.sshAuthorities.updateOne(
    { _id: authority._id },
    { $set: { updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
  return version;
}

/** The number of the pending version, where no account lacks it; null: there is none, or one does. */
async function provenVersion(
  store: Store,
  { _id, organization_id }: Authority,
  session?: ClientSession,
): Promise<number | null> {
  const pending = await findAuthorityVersion(store, _id, 'pending', session);
  if (!pending) return null;
  const { version } = pending;
  const unproven = await unprovenAccounts(store, organization_id, { id: _id, version }, session);
  return unproven.length === 0 ? version : null;
}
