/** Step `finish`: versions, resource, item, job, audit record and lease change in one transaction. */

import type { ClientSession } from 'mongoose';
import type { AuditStatus } from '../domain/audit.ts';
import { type ItemOutcome, type ItemStatus, isReading, jobStatusOf } from '../domain/job.ts';
import { type ResourceStatus, resourceStatusAfter } from '../domain/resource.ts';
import { recordEffect } from '../store/audit-log.ts';
import { promoteCandidate, restorePrevious, retireCandidate } from '../store/credential-versions.ts';
import { newEventId } from '../store/event-ids.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import { assertLease, releaseLease } from '../store/leases.ts';
import type { CredentialVersionDocument } from '../store/models/credential.ts';
import type { JobDocument, JobItemDocument } from '../store/models/job.ts';
import { completeAuthorityRotation } from '../store/ssh-authorities/complete-rotation.ts';
import { completeKeyRotation } from '../store/ssh-keys/complete-rotation.ts';
import type { Store } from '../store/store.ts';
import { pauseOverBudget } from './bulk/budget.ts';
import type { ConcludeRef, Stamped } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { endTimeline } from './end-timeline.ts';
import { changeStatuses, isOf } from './sent-before.ts';
import { removesOldSecrets } from './target.ts';
import { type RunningStep, recordedStep } from './timeline.ts';

export function conclude(dependencies: Dependencies) {
  return (ref: ConcludeRef): Promise<Stamped<void>> =>
    recordedStep(
      dependencies,
      ref,
      ref.step,
      (self) => commit(dependencies, ref, self),
      () => ({ outcome: 'succeeded', detail: `the operation ${ref.outcome.status}` }),
    );
}

async function commit(dependencies: Dependencies, ref: ConcludeRef, self: RunningStep): Promise<void> {
  const { store, measureJob } = dependencies;
  const lease =
    ref.leaseToken === null ? null : { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken };
  const removesOld = ref.move === 'promote_candidate' && (await removesOldSecrets(dependencies, ref));
  const ended = await store.transaction(async (session) => {
    const now = new Date();
    const item = await store.models.jobItems
      .findOneAndUpdate(
        { job_id: ref.jobId, resource_id: ref.resourceId, ended_at: null },
        { $set: { ...itemFields(ref.outcome), ended_at: now } },
        { session },
      )
      .lean<JobItemDocument>();
    // A repeated attempt whose first one went through.
    if (!item) return null;
    if (lease) {
      await assertLease(store, lease, session);
      await moveVersions(dependencies, session, ref, now, removesOld);
    }
    const eventId = newEventId();
    const job = await endJob(dependencies, session, ref, eventId, now);
    if (!isReading(ref.operation)) await recordOrphanedIntents(store, session, ref, job);
    await recordEffect(
      store,
      session,
      auditEntryOf(
        job,
        ref.resourceId,
        {
          operation: ref.operation,
          status: auditStatusOf(ref.outcome),
          ...('code' in ref.outcome ? { code: ref.outcome.code } : {}),
        },
        item.bulk?.scope_id,
      ),
      eventId,
    );
    if (lease || (await leavesDoubt(store, session, ref))) {
      await updateResource(dependencies, session, ref, eventId, now);
    }
    if (lease) await releaseLease(store, lease, session);
    await endTimeline(store, session, ref, self, now);
    return { job, now };
  });
  // Also of an attempt whose first one was cut off after its transaction.
  if (ref.move === 'promote_candidate') {
    await completeKeyRotation(store, ref);
    await completeAuthorityRotation(store, ref);
  }
  if (!ended) return;
  const { job, now } = ended;
  if (job.bulk && ref.outcome.status !== 'succeeded') {
    await pauseOverBudget(dependencies, { ...job, bulk: job.bulk }, false);
  }
  if (job.ended_at !== null) measureJob(ref.operation, job.status, (now.getTime() - job.created_at.getTime()) / 1000);
}

/** A change that was begun and never told its outcome: nobody knows it, and the audit log says so. */
async function recordOrphanedIntents(
  store: Store,
  session: ClientSession,
  ref: ConcludeRef,
  job: JobDocument,
): Promise<void> {
  const operation = `${ref.operation}.apply`;
  const statuses = await changeStatuses(store, ref, session);
  const intents = statuses.filter((status) => status === 'intended').length;
  for (let told = statuses.length - intents; told < intents; told += 1) {
    await recordEffect(store, session, auditEntryOf(job, ref.resourceId, { operation, status: 'unknown' }));
  }
}

/**
 * Whether the target may hold a candidate of this job, and nobody who has had the resource since has found out. Who has
 * it at this moment will: what they find then stands over this.
 */
async function leavesDoubt(store: Store, session: ClientSession, ref: ConcludeRef): Promise<boolean> {
  if (ref.outcome.status !== 'unknown') return false;
  const { credentials, credentialVersions } = store.models;
  const credential = await credentials
    .findOne({ resource_id: ref.resourceId, status: 'active' }, { _id: 1 }, { session })
    .lean();
  if (!credential) return false;
  const pending = { credential_id: credential._id, state: 'pending' } as const;
  return isOf(ref, await credentialVersions.findOne(pending, null, { session }).lean<CredentialVersionDocument>());
}

function itemFields(outcome: ItemOutcome) {
  return {
    status: outcome.status,
    effect: outcome.effect,
    code: 'code' in outcome ? outcome.code : null,
    message: 'message' in outcome ? outcome.message : outcome.note,
  };
}

function auditStatusOf(outcome: ItemOutcome): AuditStatus {
  return outcome.status === 'canceled' ? 'failed' : outcome.status;
}

async function moveVersions(
  { store }: Dependencies,
  session: ClientSession,
  ref: ConcludeRef,
  now: Date,
  removesOld: boolean,
): Promise<void> {
  switch (ref.move) {
    case 'promote_candidate':
      return promoteCandidate(store, session, ref.credentialId, now, removesOld);
    case 'restore_previous':
      return restorePrevious(store, session, ref.credentialId, now);
    case 'retire_candidate':
      return retireCandidate(store, session, ref.credentialId, now);
    case 'none':
      return;
  }
}

async function endJob(
  { store }: Dependencies,
  session: ClientSession,
  ref: ConcludeRef,
  eventId: string,
  now: Date,
): Promise<JobDocument> {
  const isOneOfMany = await store.models.jobs.exists({ _id: ref.jobId, bulk: { $ne: null } }).session(session);
  if (isOneOfMany) return countInJob(store, session, ref, eventId, now);
  const open = await store.models.jobItems.countDocuments({ job_id: ref.jobId, ended_at: null }, { session });
  const statuses: ItemStatus[] = await store.models.jobItems.distinct('status', { job_id: ref.jobId }, { session });
  const job = await store.models.jobs
    .findOneAndUpdate(
      { _id: ref.jobId },
      {
        $set: {
          updated_at: now,
          last_event_id: eventId,
          ...(open === 0 ? { status: jobStatusOf(statuses), ended_at: now } : {}),
        },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!job) throw new Error(`job ${ref.jobId} is gone`);
  return job;
}

/** A job by a plan is ended by its own workflow. */
async function countInJob(
  store: Store,
  session: ClientSession,
  { jobId, outcome }: ConcludeRef,
  eventId: string,
  now: Date,
): Promise<JobDocument> {
  const counts = { 'bulk.counts.queued': -1, [`bulk.counts.${outcome.status}`]: 1 };
  const job = await store.models.jobs
    .findOneAndUpdate(
      { _id: jobId },
      { $set: { updated_at: now, last_event_id: eventId }, $inc: { revision: 1, ...counts } },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!job) throw new Error(`job ${jobId} is gone`);
  return job;
}

async function updateResource(
  { store }: Dependencies,
  session: ClientSession,
  ref: ConcludeRef,
  eventId: string,
  now: Date,
): Promise<void> {
  const status: ResourceStatus | null = ref.proven
    ? 'verified'
    : 'code' in ref.outcome
      ? resourceStatusAfter(ref.outcome.code, ref.outcome.status)
      : null;
  await store.models.resources.updateOne(
    { _id: ref.resourceId, status: { $ne: 'inactive' } },
    {
      $set: {
        ...(status ? { status, status_detail: 'message' in ref.outcome ? ref.outcome.message : null } : {}),
        ...(ref.proven ? { verified_at: now } : {}),
        ...(ref.outcome.status === 'succeeded' && !isReading(ref.operation) ? { rotated_at: now } : {}),
        updated_at: now,
        last_event_id: eventId,
      },
      $inc: { revision: 1 },
    },
    { session },
  );
}
