/** Ends a job whose workflow is gone, in one commit: its items, its timeline, its resources, and the records of all that. */

import type { ClientSession } from 'mongoose';
import type { AuditEntry } from '../../domain/audit.ts';
import { isBulkOperation, isLedgerOperation, type JobStatus, jobStatusOf } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { countItems } from '../../store/bulk-counts.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf, auditOperationOf, bulkAuditEntryOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

/**
 * Open items become `unknown`: whether the target was changed, only the next operation's probe can tell. A job without
 * items fails: what its batches have done is done, and asking again goes on from there.
 */
export async function endJob(store: Store, job: JobDocument, why: string): Promise<void> {
  const { jobs, jobItems } = store.models;
  const eventId = newEventId();
  await store.transaction(async (session) => {
    const now = new Date();
    const ended = await endItems(store, session, job, why, now);
    await endTimeline(store, session, job, why, now);
    const items = await jobItems.find({ job_id: job._id }, { status: 1, resource_id: 1 }, { session }).lean();
    // Their leases run out by themselves: a step that outlives its workflow may still be at the target.
    await store.models.resources.updateMany(
      {
        _id: { $in: items.filter((item) => item.status === 'unknown').map((item) => item.resource_id) },
        status: { $ne: 'inactive' },
      },
      {
        $set: { status: 'unknown', status_detail: why, updated_at: now, last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session },
    );
    // Nobody brings a plan to its end any more that was being made.
    await store.models.plans.updateOne(
      { job_id: job._id, status: 'preparing' },
      { $set: { status: 'failed', updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session },
    );
    const status = items.length === 0 ? 'failed' : jobStatusOf(items.map((item) => item.status));
    const { modifiedCount } = await jobs.updateOne(
      { _id: job._id, revision: job.revision },
      {
        $set: {
          status,
          ended_at: now,
          updated_at: now,
          last_event_id: eventId,
          ...(job.bulk ? { 'bulk.counts': await countItems(store, job._id, session) } : {}),
          ...(isLedgerOperation(job.operation) || job.operation === 'bulk_preflight'
            ? { result: { code: 'internal', message: `The job was ended: ${why}.` } }
            : {}),
        },
        $inc: { revision: 1 },
      },
      { session },
    );
    // Somebody else has changed the job meanwhile: nothing of this happens.
    if (modifiedCount === 0) throw new Error(`job ${job._id} changed while it was being settled`);
    // Of a job by a plan nothing is on record of what was not begun.
    const begun = job.bulk ? ended.filter((item) => item.status === 'running') : ended;
    for (const item of begun) {
      const status = item.status === 'running' ? 'unknown' : 'failed';
      const what = { operation: job.operation, status, code: 'internal' } as const;
      await recordEffect(store, session, auditEntryOf(job, item.resource_id, what));
    }
    if (isLedgerOperation(job.operation)) {
      const what = { operation: auditOperationOf(job.operation), status: 'failed', code: 'internal' } as const;
      await recordEffect(store, session, ledgerAuditEntryOf(job, what));
    }
    if (isBulkOperation(job.operation)) {
      const what = { operation: auditOperationOf(job.operation), status: 'failed', code: 'internal' } as const;
      await recordEffect(store, session, bulkAuditEntryOf(job, what));
    }
    await recordEffect(store, session, settlementEntryOf(job, status, why), eventId);
  });
}

/** @returns those that were not at their end, as they were. */
async function endItems(store: Store, session: ClientSession, job: JobDocument, why: string, now: Date) {
  const { jobItems } = store.models;
  const open = { job_id: job._id, status: { $in: ['queued', 'running'] } };
  const ended = await jobItems
    .find({ job_id: job._id, ended_at: null }, { status: 1, resource_id: 1 }, { session })
    .lean();
  await jobItems.updateMany(
    { ...open, status: 'queued' },
    {
      $set: {
        status: 'failed',
        code: 'internal',
        effect: 'none',
        message: `Nothing was done: ${why}.`,
        ended_at: now,
      },
    },
    { session },
  );
  await jobItems.updateMany(
    { ...open, status: 'running' },
    {
      $set: {
        status: 'unknown',
        code: 'internal',
        effect: 'unknown',
        message: `The operation was not brought to its end: ${why}. The next operation on the resource settles it.`,
        ended_at: now,
      },
    },
    { session },
  );
  return ended;
}

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
