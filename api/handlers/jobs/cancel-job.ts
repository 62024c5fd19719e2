/** POST /v1/jobs/{id}/cancel */

import { isBulkOperation, isLedgerOperation } from '../../../domain/job.ts';
import { cancelApprovalOfJob } from '../../../store/approvals/cancel-of-job.ts';
import { recordEffect } from '../../../store/audit-log.ts';
import { auditEntryOf, auditOperationOf, bulkAuditEntryOf, ledgerAuditEntryOf } from '../../../store/job-audit.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { nextRevision, requireRevised, showing } from '../revision.ts';
import { operationOf, requireUnended } from './bulk-job.ts';
import { findJob } from './find-job.ts';
import { presentJob } from './present-job.ts';

type CancelRequest = Request<'cancelJob'>;

export const cancelJob = command(
  'cancelJob',
  async (request, tx) => {
    const job = await findJob(request, tx.session);
    requireUnended(job);
    const isBegun = job.status !== 'queued' && job.status !== 'awaiting_approval';
    return isBegun ? askToStop(request, tx, job) : cancelAtOnce(request, tx, job);
  },
  ({ means, path }, { status, body }) => {
    if (status === 202 && operationOf(Object(body)) !== null) means.tellBulkJobSoon(path.id);
  },
);

/** No worker has begun: nothing was done at a target, and whoever comes to begin finds the job ended. */
async function cancelAtOnce(request: CancelRequest, tx: Transaction, job: JobDocument): Promise<Answer> {
  const ended = { status: 'canceled', ended_at: request.now } as const;
  // `started`, so that the relay does not look at it any more: there is nothing left to dispatch.
  const fields = { ...ended, cancel_requested: true, dispatch: 'started', ...canceledBulk(job) } as const;
  const revised = await revise(request, tx, job, fields);
  const { store } = request.means;
  await cancelApprovalOfJob(store, tx.session, job, request.auditActor, tx.eventId, request.now);
  const queued = { job_id: job._id, organization_id: request.organizationId, status: 'queued' } as const;
  const items = await store.models.jobItems.find(queued, { resource_id: 1 }, { session: tx.session }).lean();
  await store.models.jobItems.updateMany(
    queued,
    { $set: { ...ended, effect: 'none', message: 'canceled before a worker began' } },
    { session: tx.session },
  );
  // No worker will say how the operation went, whose intent is on record.
  const outcome = { operation: auditOperationOf(job.operation), status: 'failed', code: 'canceled' } as const;
  if (isBulkOperation(job.operation)) {
    await recordEffect(store, tx.session, bulkAuditEntryOf(job, outcome));
    await cancelPlan(request, tx, job);
  } else {
    for (const { resource_id } of items) {
      await recordEffect(store, tx.session, auditEntryOf(job, resource_id, outcome));
    }
  }
  if (isLedgerOperation(job.operation)) await recordEffect(store, tx.session, ledgerAuditEntryOf(job, outcome));
  return { ...showing(200, revised, presentJob(revised)), jobId: job._id, change: 'canceled before a worker began' };
}

/** How many of its resources there are, its plan has said; whether items were written for them does not matter. */
function canceledBulk({ bulk, resource_count }: JobDocument): Pick<JobDocument, 'bulk'> | undefined {
  if (!bulk) return undefined;
  const counts = { queued: 0, succeeded: 0, failed: 0, unknown: 0, canceled: resource_count };
  return { bulk: { ...bulk, counts, waiting_until: null } };
}

/** The plan that nobody makes any more. */
async function cancelPlan(request: CancelRequest, tx: Transaction, job: JobDocument): Promise<void> {
  if (job.operation !== 'bulk_preflight') return;
  await request.means.store.models.plans.updateOne(
    { job_id: job._id, organization_id: request.organizationId, status: 'preparing' },
    nextRevision(request, tx, { status: 'canceled' }),
    { session: tx.session },
  );
}

/** The worker sees the wish at its next safe point; asking again changes nothing. */
async function askToStop(request: CancelRequest, tx: Transaction, job: JobDocument): Promise<Answer> {
  const revised = job.cancel_requested ? job : await revise(request, tx, job, { cancel_requested: true });
  const answer = showing(202, revised, presentJob(revised));
  return {
    ...answer,
    headers: { ...answer.headers, Location: `/v1/jobs/${job._id}` },
    jobId: job._id,
    auditStatus: 'intended',
  };
}

async function revise(
  request: CancelRequest,
  tx: Transaction,
  job: JobDocument,
  fields: Partial<JobDocument>,
): Promise<JobDocument> {
  return requireRevised(
    await request.means.store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, organization_id: request.organizationId, status: job.status, revision: job.revision },
        nextRevision(request, tx, fields),
        { session: tx.session, returnDocument: 'after' },
      )
      .lean<JobDocument>(),
  );
}
