/** What becomes of the job that a request for consent, or a review, is about: it is let go, ended, or asked to stop. */

import type { ClientSession } from 'mongoose';
import { type ItemFailureCode, isBulkOperation, type JobStatus } from '../../domain/job.ts';
import { recordEffect } from '../audit-log.ts';
import { auditEntryOf, auditOperationOf, bulkAuditEntryOf } from '../job-audit.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';

/** When it happens, and the record that says why. */
interface Moment {
  readonly now: Date;
  readonly eventId: string;
}

type Ending = 'denied' | 'expired' | 'canceled' | 'revoked' | 'objected';

interface End {
  readonly status: Extract<JobStatus, 'failed' | 'timed_out' | 'canceled'>;
  /** null: it was not to be. */
  readonly code: ItemFailureCode | null;
  readonly message: string;
}

const ENDS: Readonly<Record<Ending, End>> = {
  denied: { status: 'failed', code: 'approval_denied', message: 'consent was refused' },
  expired: { status: 'timed_out', code: 'approval_expired', message: 'consent was not given in time' },
  canceled: { status: 'canceled', code: null, message: 'the request for consent was withdrawn' },
  revoked: { status: 'failed', code: 'approval_revoked', message: 'consent was taken back before it began' },
  objected: { status: 'failed', code: 'approval_denied', message: 'the review of this emergency has refused it' },
};

/** Consent is there: the job waits for nothing but its turn. */
export async function releaseJob(
  store: Store,
  session: ClientSession,
  { job_id, organization_id }: ApprovalDocument,
  { now, eventId }: Moment,
): Promise<void> {
  await store.models.jobs.updateOne(
    { _id: job_id, organization_id, status: 'awaiting_approval', dispatch: 'held' },
    {
      $set: {
        status: 'queued',
        dispatch: 'accepted',
        dispatch_due_at: now,
        updated_at: now,
        last_event_id: eventId,
      },
      $inc: { revision: 1 },
    },
    { session },
  );
}

/**
 * Ends a job that has not begun; one that runs is asked to stop, and ends at its next safe point.
 * @returns whether it was asked to.
 */
export async function stopJob(
  store: Store,
  session: ClientSession,
  approval: ApprovalDocument,
  ending: Ending,
  moment: Moment,
): Promise<boolean> {
  const { jobs } = store.models;
  const found = { _id: approval.job_id, organization_id: approval.organization_id };
  const job = await jobs.findOne(found).session(session).lean<JobDocument>();
  if (!job || job.ended_at !== null) return false;
  if (job.status === 'awaiting_approval' || job.status === 'queued') {
    await endUnbegun(store, session, job, ENDS[ending], moment);
    return false;
  }
  if (job.cancel_requested) return false;
  await jobs.updateOne(found, revisedBy(moment, { cancel_requested: true }), { session });
  return true;
}

async function endUnbegun(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  { status, code, message }: End,
  moment: Moment,
): Promise<void> {
  const { jobs, jobItems } = store.models;
  const { now } = moment;
  // `started`, so that the relay does not look at it any more: there is nothing left to dispatch.
  const ended = { status, ended_at: now, dispatch: 'started' } as const;
  await jobs.updateOne({ _id: job._id }, revisedBy(moment, ended), { session });
  const queued = { job_id: job._id, organization_id: job.organization_id, status: 'queued' } as const;
  const items = await jobItems.find(queued, { resource_id: 1 }, { session }).lean();
  const itemStatus = status === 'canceled' ? 'canceled' : 'failed';
  await jobItems.updateMany(
    queued,
    { $set: { status: itemStatus, code, effect: 'none', message, ended_at: now } },
    { session },
  );
  // No worker will say how the operation went, whose intent is on record.
  const outcome = { operation: auditOperationOf(job.operation), status: 'failed', code: code ?? 'canceled' } as const;
  if (isBulkOperation(job.operation)) {
    await recordEffect(store, session, bulkAuditEntryOf(job, outcome));
    return;
  }
  for (const { resource_id } of items) {
    await recordEffect(store, session, auditEntryOf(job, resource_id, outcome));
  }
}

function revisedBy({ now, eventId }: Moment, fields: Partial<JobDocument>) {
  return { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } };
}
