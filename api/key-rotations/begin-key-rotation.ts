/** A rotation of a shared SSH key as it is first written: its next version, and a plan that is carried out by itself. */

import type { ClientSession } from 'mongoose';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';
import { type NewBulkJob, newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../store/plans/new-plan.ts';
import { completeIfDeployed } from '../../store/ssh-keys/complete-rotation.ts';
import { lackingPlacements } from '../../store/ssh-keys/placements.ts';
import { findKeyVersion } from '../../store/ssh-keys/versions.ts';
import type { Store } from '../../store/store.ts';
import { generateKey, sealKeyVersion } from './seal-key-version.ts';

export interface KeyRotation {
  /** As the transaction has read or left it. */
  readonly key: SshKeyDocument;
  /** The version to be deployed: the pending one of a rotation that has left accounts behind, or the next one. */
  readonly version: number;
  /** Credentials that are to have it, and do not yet. */
  readonly lacking: readonly CredentialDocument[];
  readonly isFresh: boolean;
}

interface Moment {
  readonly now: Date;
  /** The audit record of the request, which the caller writes. */
  readonly eventId: string;
}

/** What there is to rotate; nothing where no active account lacks the version. */
export async function keyRotationOf(
  store: Store,
  session: ClientSession,
  found: SshKeyDocument,
  moment: Moment,
): Promise<KeyRotation> {
  const { _id, organization_id } = found;
  // The accounts that the last rotation has left behind may have been deactivated since: then that one is complete.
  const completed = await completeIfDeployed(store, session, found, moment);
  const key =
    completed === null ? found : await store.models.sshKeys.findById(_id, null, { session }).lean<SshKeyDocument>();
  if (!key) throw new Error(`SSH key ${_id} is gone`);
  const pending = await findKeyVersion(store, _id, 'pending', session);
  const version = pending?.version ?? key.latest_version + 1;
  const lacking = await lackingPlacements(store, organization_id, { id: _id, version }, session);
  return { key, version, lacking, isFresh: pending === null };
}

type Asked = Pick<
  NewBulkJob,
  'organizationId' | 'scopeId' | 'actor' | 'reason' | 'ticketId' | 'correlationId' | 'traceId' | 'now' | 'eventId'
>;

/**
 * @returns the job that makes the plan.
 * @throws CapstanError `not_ready` until a worker has published the key of the vault.
 */
export async function beginKeyRotation(
  store: Store,
  session: ClientSession,
  { key, version, lacking, isFresh }: KeyRotation,
  asked: Asked,
): Promise<{ readonly job: JobDocument; readonly planId: number }> {
  const { jobs, plans, sshKeys, sshKeyVersions } = store.models;
  const { now, eventId } = asked;
  if (isFresh) {
    const next = { version, state: 'pending', origin: 'rotation', now } as const;
    await sshKeyVersions.create([await sealKeyVersion(store, key, generateKey(key.comment), next)], { session });
  }
  const [jobId, planId] = [await store.nextId('job'), await store.nextId('plan')];
  const made = { ...asked, jobId, planId };
  const run = { operation: 'bulk_preflight', resources: lacking.length, run: null, isHeld: false } as const;
  const job = newBulkJob({ ...made, ...run });
  await jobs.create([job], { session });
  const selector = { ...NAMED, resource_ids: lacking.map(({ resource_id }) => resource_id) };
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
  return { job, planId };
}

const NAMED = {
  scope_id: null,
  device_id: null,
  platform_id: null,
  type: null,
  status: null,
  rotated_before: null,
} as const;
