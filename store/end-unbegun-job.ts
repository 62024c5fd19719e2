/** Ends a job that no worker has begun, within the transaction of what ends it: nothing was done, and nothing will be. */

import type { ClientSession } from 'mongoose';
import { type ItemFailureCode, isBulkOperation, isLedgerOperation, type JobStatus } from '../domain/job.ts';
import { recordEffect } from './audit-log.ts';
import { endUnbegunSession } from './connect-sessions/session-job.ts';
import { endUnbegunCustody } from './custody/custody-job.ts';
import { auditEntryOf, auditOperationOf, bulkAuditEntryOf, ledgerAuditEntryOf } from './job-audit.ts';
import type { JobDocument } from './models/job.ts';
import { endUnbegunRetrieval } from './retrievals/retrieval-job.ts';
import type { Store } from './store.ts';

export interface UnbegunEnd {
  readonly status: Extract<JobStatus, 'failed' | 'timed_out' | 'canceled'>;
  /** null: it was not to be. */
  readonly code: ItemFailureCode | null;
  /** In Capstan's words. */
  readonly message: string;
}

/** When it happens, and the record that says why. */
export interface Moment {
  readonly now: Date;
  readonly eventId: string;
}

/**
 * Whoever comes to begin finds the job ended. No worker will say how the operation went, whose intent is on record, so that
 * this does.
 * @param job `queued` or `awaiting_approval`, as the transaction sees it.
 * @returns the job as it is now; null where it was changed meanwhile.
 */
export async function endUnbegunJob(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  end: UnbegunEnd,
  { now, eventId }: Moment,
): Promise<JobDocument | null> {
  const { jobs, jobItems } = store.models;
  const ended = await jobs
    .findOneAndUpdate(
      { _id: job._id, organization_id: job.organization_id, status: job.status, revision: job.revision },
      {
        $set: { ...fieldsOf(job, end), ended_at: now, updated_at: now, last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!ended) return null;
  const queued = { job_id: job._id, organization_id: job.organization_id, status: 'queued' } as const;
  const items = await jobItems.find(queued, { resource_id: 1 }, { session }).lean();
  if (job.operation === 'checkout') await endUnbegunCustody(store, session, job, end, { now, eventId });
  if (job.operation === 'connect') await endUnbegunSession(store, session, job, end, { now, eventId });
  if (job.operation === 'retrieve') await endUnbegunRetrieval(store, session, job, end, { now, eventId });
  const { code, message } = end;
  await jobItems.updateMany(
    queued,
    { $set: { status: itemStatusOf(end), code, effect: 'none', message, ended_at: now } },
    { session },
  );
  const outcome = { operation: auditOperationOf(job.operation), status: 'failed', code: code ?? 'canceled' } as const;
  if (isBulkOperation(job.operation)) {
    await recordEffect(store, session, bulkAuditEntryOf(job, outcome));
    return ended;
  }
  // A session has a record of its own.
  if (job.operation === 'connect') return ended;
  for (const { resource_id } of items) await recordEffect(store, session, auditEntryOf(job, resource_id, outcome));
  if (isLedgerOperation(job.operation)) await recordEffect(store, session, ledgerAuditEntryOf(job, outcome));
  return ended;
}

function itemStatusOf({ status }: UnbegunEnd): 'canceled' | 'failed' {
  return status === 'canceled' ? 'canceled' : 'failed';
}

function fieldsOf({ operation, bulk, resource_count }: JobDocument, end: UnbegunEnd): Partial<JobDocument> {
  const { status, code, message } = end;
  const none = { queued: 0, succeeded: 0, failed: 0, unknown: 0, canceled: 0 };
  // How many of its resources there are, its plan has said; whether items were written for them does not matter.
  const counts = { ...none, [itemStatusOf(end)]: resource_count };
  return {
    status,
    // `started`, so that the relay does not look at it any more: there is nothing left to dispatch.
    dispatch: 'started',
    ...(status === 'canceled' ? { cancel_requested: true } : {}),
    ...(bulk ? { bulk: { ...bulk, counts, waiting_until: null } } : {}),
    // Items say it of the others.
    ...(isBulkOperation(operation) || operation === 'retrieve'
      ? { result: { code: code ?? 'canceled', message } }
      : {}),
  };
}
