/** POST /v1/jobs/{id}/cancel */

import { hearsChanges } from '../../../domain/job.ts';
import { cancelApprovalOfJob } from '../../../store/approvals/cancel-of-job.ts';
import { endUnbegunJob } from '../../../store/end-unbegun-job.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { nextRevision, requireRevised, showing } from '../revision.ts';
import { requireUnended } from './bulk-job.ts';
import { findJob } from './find-job.ts';
import { showJob } from './show-job.ts';

type CancelRequest = Request<'cancelJob'>;

export const cancelJob = command(
  'cancelJob',
  async (request, tx) => {
    const job = await findJob(request, tx.session);
    requireUnended(job);
    const isBegun = job.status !== 'queued' && job.status !== 'awaiting_approval';
    if (isBegun) requireTakingAway(request, job);
    return isBegun ? askToStop(request, tx, job) : cancelAtOnce(request, tx, job);
  },
  ({ means, path }, { status, body }) => {
    if (status === 202 && hearsChanges(Object(body).operation)) means.tellJobSoon(path.id);
  },
);

/** Taking away what somebody has been given needs the right to that, by whichever door. @throws CapstanError `forbidden`. */
function requireTakingAway({ access }: CancelRequest, { operation, scope_id, resource_id }: JobDocument): void {
  // A retrieval and an extension are over with one step: nothing of them can be taken away.
  if (operation !== 'checkout' && operation !== 'connect') return;
  access.requireAlso(TAKEN_AWAY_BY[operation], { scopeId: scope_id, resourceId: resource_id });
}

const TAKEN_AWAY_BY = { checkout: 'credential:recall', connect: 'session:terminate' } as const;

const NOT_BEGUN = 'canceled before a worker began';

/** No worker has begun: nothing was done at a target, and whoever comes to begin finds the job ended. */
async function cancelAtOnce(request: CancelRequest, tx: Transaction, job: JobDocument): Promise<Answer> {
  const { store } = request.means;
  const moment = { now: request.now, eventId: tx.eventId };
  const end = { status: 'canceled', code: null, message: NOT_BEGUN } as const;
  const ended = requireRevised(await endUnbegunJob(store, tx.session, job, end, moment));
  await cancelApprovalOfJob(store, tx.session, job, request.auditActor, tx.eventId, request.now);
  await cancelPlan(request, tx, job);
  return { ...showing(200, ended, await showJob(request.means.store, ended)), jobId: job._id, change: NOT_BEGUN };
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
  const answer = showing(202, revised, await showJob(request.means.store, revised));
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
