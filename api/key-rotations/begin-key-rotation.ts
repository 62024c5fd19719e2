/** A rotation of a shared SSH key as it is first written: its next version, and a plan that is carried out by itself. */

import type { ClientSession } from 'mongoose';
import { NO_SELECTION } from '../../domain/plan.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';
import { type NewBulkJob, newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../store/plans/new-plan.ts';
import { lackingPlacements } from '../../store/ssh-keys/placements.ts';
import { findKeyVersion, promoteKeyVersion } from '../../store/ssh-keys/versions.ts';
import type { Store } from '../../store/store.ts';
import { generateKey, sealKeyVersion } from './seal-key-version.ts';

export interface KeyRotation {
  /** As the transaction has read it. */
  readonly key: SshKeyDocument;
  /** The version to be deployed: the pending one of a rotation that has left accounts behind, or the next one. */
  readonly version: number;
  /** Credentials that are to have it, and do not yet. */
  readonly lacking: readonly CredentialDocument[];
  /** Whether the version is yet to be made. */
  readonly isFresh: boolean;
  /** The pending version that no active account lacks any more: it becomes current as the next one is begun. null: none. */
  readonly completed: number | null;
}

/** What there is to rotate, without changing anything; nothing where no active account lacks the version. */
export async function keyRotationOf(store: Store, session: ClientSession, key: SshKeyDocument): Promise<KeyRotation> {
  const lackingOf = (version: number) =>
    lackingPlacements(store, key.organization_id, { id: key._id, version }, session);
  const pending = await findKeyVersion(store, key._id, 'pending', session);
  if (pending) {
    const { version } = pending;
    const lacking = await lackingOf(version);
    if (lacking.length > 0) return { key, version, lacking, isFresh: false, completed: null };
  }
  // The accounts that the last rotation has left behind may have been deactivated since: then that one is complete.
  const version = key.latest_version + 1;
  return { key, version, lacking: await lackingOf(version), isFresh: true, completed: pending?.version ?? null };
}

type Asked = Pick<
  NewBulkJob,
  'organizationId' | 'scopeId' | 'actor' | 'reason' | 'ticketId' | 'correlationId' | 'traceId' | 'now' | 'eventId'
>;

/**
 * @returns the job that makes the plan, and what was changed, for the audit record that the caller writes.
 * @throws CapstanError `not_ready` until a worker has published the key of the vault.
 */
export async function beginKeyRotation(
  store: Store,
  session: ClientSession,
  { key, version, lacking, isFresh, completed }: KeyRotation,
  asked: Asked,
): Promise<{ readonly job: JobDocument; readonly planId: number; readonly change: string }> {
  const { jobs, plans, sshKeys, sshKeyVersions } = store.models;
  const { now, eventId } = asked;
  if (completed !== null) await promoteKeyVersion(store, session, key._id, now);
  if (isFresh) {
    const next = { version, state: 'pending', origin: 'rotation', now } as const;
    await sshKeyVersions.create([await sealKeyVersion(store, key, generateKey(key.comment), next)], { session });
  }
  const [jobId, planId] = [await store.nextId('job'), await store.nextId('plan')];
  const made = { ...asked, jobId, planId };
  const run = { operation: 'bulk_preflight', resources: lacking.length, run: null, isHeld: false } as const;
  const job = newBulkJob({ ...made, ...run, sshKeyId: key._id });
  await jobs.create([job], { session });
  const selector = { ...NO_SELECTION, resource_ids: lacking.map(({ resource_id }) => resource_id) };
  await plans.create([newPlan({ ...made, operation: 'rotate', selector, runsByItself: true })], { session });
  // Of two that begin at once, one is done again, and then finds the other.
  const { matchedCount } = await sshKeys.updateOne(
    { _id: key._id, revision: key.revision },
    {
      $set: {
        latest_version: Math.max(key.latest_version, version),
        rotation_job_id: jobId,
        updated_at: now,
        last_event_id: eventId,
      },
      $inc: { revision: 1 },
    },
    { session },
  );
  if (matchedCount === 0) throw new Error(`SSH key ${key._id} is not what it was`);
  const before = completed === null ? '' : `version ${completed} is on every account, and current; `;
  const change = `${before}version ${version}: plan ${planId} of ${lacking.length} resources`;
  return { job, planId, change };
}
