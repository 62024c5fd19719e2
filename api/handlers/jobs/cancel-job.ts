/** POST /v1/jobs/{id}/cancel */

import { CapstanError } from '../../../domain/errors.ts';
import { isLedgerOperation, TERMINAL_JOB_STATUSES } from '../../../domain/job.ts';
import { recordEffect } from '../../../store/audit-log.ts';
import { auditEntryOf, auditOperationOf, ledgerAuditEntryOf } from '../../../store/job-audit.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { nextRevision, requireRevised, showing } from '../revision.ts';
import { findJob } from './find-job.ts';
import { presentJob } from './present-job.ts';

type CancelRequest = Request<'cancelJob'>;

export const cancelJob = command('cancelJob', async (request, tx) => {
  const job = await findJob(request, tx.session);
  if (TERMINAL_JOB_STATUSES.some((status) => status === job.status)) {
    throw new CapstanError('conflict', `The job has ended already: ${job.status}.`);
  }
  return job.status === 'queued' ? cancelAtOnce(request, tx, job) : askToStop(request, tx, job);
});

/** No worker has begun: nothing was done at a target, and whoever comes to begin finds the job ended. */
async function cancelAtOnce(request: CancelRequest, tx: Transaction, job: JobDocument): Promise<Answer> {
  const ended = { status: 'canceled', ended_at: request.now } as const;
  // `started`, so that the relay does not look at it any more: there is nothing left to dispatch.
  const revised = await revise(request, tx, job, { ...ended, cancel_requested: true, dispatch: 'started' });
  const { store } = request.means;
  const queued = { job_id: job._id, organization_id: request.organizationId, status: 'queued' } as const;
  const items = await store.models.jobItems.find(queued, { resource_id: 1 }, { session: tx.session }).lean();
  await store.models.jobItems.updateMany(
    queued,
    { $set: { ...ended, effect: 'none', message: 'canceled before a worker began' } },
    { session: tx.session },
  );
  // No worker will say how the operation went, whose intent is on record.
  const outcome = { operation: auditOperationOf(job.operation), status: 'failed', code: 'canceled' } as const;
  for (const { resource_id } of items) {
    await recordEffect(store, tx.session, auditEntryOf(job, resource_id, outcome));
  }
  if (isLedgerOperation(job.operation)) await recordEffect(store, tx.session, ledgerAuditEntryOf(job, outcome));
  return { ...showing(200, revised, presentJob(revised)), jobId: job._id, change: 'canceled before a worker began' };
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
