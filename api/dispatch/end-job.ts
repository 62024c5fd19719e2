/** Ends a job whose workflow is gone: its items, its timeline, its resources, and the records of all that. */

import type { ClientSession } from 'mongoose';
import type { AuditEntry } from '../../domain/audit.ts';
import { endedOf } from '../../domain/bulk-pace.ts';
import { isBulkOperation, isLedgerOperation, type JobStatus, jobStatusOf } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { countItems } from '../../store/bulk-counts.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { endItems, endItemsInChunks } from './end-items.ts';

/**
 * Open items become `unknown` or have failed. A job without items fails: what its batches have done is done, and asking
 * again goes on from there. The many items of a job by a plan end before it, so that its own end is a small one.
 */
export async function endJob(store: Store, job: JobDocument, why: string): Promise<void> {
  const eventId = newEventId();
  if (job.bulk) await endItemsInChunks(store, job, why);
  await store.transaction(async (session) => {
    const now = new Date();
    const changed = { updated_at: now, last_event_id: eventId };
    await endItems(store, session, job, why, now);
    await endTimeline(store, session, job, why, now);
    // Nobody brings a plan to its end any more that was being made.
    await store.models.plans.updateOne(
      { job_id: job._id, status: 'preparing' },
      { $set: { status: 'failed', ...changed }, $inc: { revision: 1 } },
      { session },
    );
    const end = await endOf(store, session, job, why);
    const { modifiedCount } = await store.models.jobs.updateOne(
      { _id: job._id, revision: job.revision },
      { $set: { ...end, ended_at: now, ...changed }, $inc: { revision: 1 } },
      { session },
    );
    // Somebody else has changed the job meanwhile: nothing of this happens.
    if (modifiedCount === 0) throw new Error(`job ${job._id} changed while it was being settled`);
    const outcome = { operation: auditOperationOf(job.operation), status: 'failed', code: 'internal' } as const;
    if (isLedgerOperation(job.operation)) await recordEffect(store, session, ledgerAuditEntryOf(job, outcome));
    if (isBulkOperation(job.operation)) await recordEffect(store, session, bulkAuditEntryOf(job, outcome));
    await recordEffect(store, session, settlementEntryOf(job, end.status, why), eventId);
  });
}

/** How it has ended, as its items say. */
async function endOf(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  why: string,
): Promise<Pick<JobDocument, 'status'> & { readonly [field: string]: unknown }> {
  const result = { code: 'internal', message: `The job was ended: ${why}.` };
  if (job.bulk) {
    const counts = await countItems(store, job._id, session);
    const written = endedOf(counts) + counts.queued;
    if (counts.queued > 0) throw new Error(`job ${job._id} has ${counts.queued} open items, and cannot end`);
    // What was never written was never begun.
    const all = { ...counts, failed: counts.failed + Math.max(0, job.resource_count - written) };
    const statuses = ITEM_ENDS.filter((status) => all[status] > 0);
    const status = statuses.length === 0 ? 'failed' : jobStatusOf(statuses);
    return { status, result, 'bulk.counts': all, 'bulk.waiting_until': null };
  }
  const items = await store.models.jobItems.find({ job_id: job._id }, { status: 1 }, { session }).lean();
  if (items.length === 0) return { status: 'failed', result };
  return { status: jobStatusOf(items.map(({ status }) => status)) };
}

const ITEM_ENDS = ['succeeded', 'failed', 'unknown', 'canceled'] as const;

function settlementEntryOf(job: JobDocument, status: JobStatus, why: string): AuditEntry {
  return {
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    resource_id: job.resource_id,
    actor: {
      type: 'system',
      id: null,
      name: 'relay',
      organization_id: null,
      authentication: 'none',
      address: null,
    },
    target_type: 'job',
    target_id: job._id,
    operation: 'job.settle',
    permission: null,
    status: status === 'succeeded' ? 'succeeded' : 'unknown',
    code: 'internal',
    reason: null,
    change: `The job was ended for ${why}.`,
    ticket_id: job.ticket_id,
    job_id: job._id,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
  };
}

/** Whoever sees the job ended sees its timeline ended too. */
async function endTimeline(
  store: Store,
  session: ClientSession,
  { _id: job_id }: JobDocument,
  why: string,
  now: Date,
): Promise<void> {
  const ended = {
    outcome: 'failed',
    // A literal: the reason is text, in which a $ would ask for a field.
    detail: { $literal: `interrupted: ${why}` },
    ended_at: now,
    duration_ms: { $subtract: [now, '$started_at'] },
  };
  await store.models.jobSteps.updateMany({ job_id, outcome: 'running' }, [{ $set: ended }], {
    session,
    updatePipeline: true,
  });
}
