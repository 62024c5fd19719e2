/** What asking for a verification, a rotation and a reconciliation have in common: checks, then the job as outbox. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { firstRevision } from '../revision.ts';
import { checkReadiness } from './check-readiness.ts';

/** Requests on one resource wait for each other, but not without end. */
const MAX_UNFINISHED_JOBS = 20;

type JobRequest = Request<'verifyResource' | 'rotateResource' | 'reconcileResource'>;

/**
 * Writes the job and its item. The relay starts the workflow; `afterCommit` only tells it to look.
 * @throws CapstanError `not_found`, `resource_inactive`, `resource_not_ready`, `policy_refused`, `unprocessable`,
 *   `conflict`.
 */
export async function requestJob(
  request: JobRequest,
  tx: Transaction,
  operation: CredentialOperation,
): Promise<Answer> {
  const { access, organizationId, path, means, now } = request;
  const { resources, jobs, jobItems } = means.store.models;
  const found = await resources.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const resource = access.requireFound('resource', found);
  await checkReadiness(means.store, tx.session, resource, operation);
  const reason = request.body?.reason ?? null;
  const ticketId = request.body?.ticket_id ?? null;
  const policy = await requirePolicy(request, tx, resource, { operation, reason, ticketId });
  // Two requests at the same moment may both see room; the bound is there against floods, not to be exact.
  const unfinished = await jobItems.countDocuments(
    { resource_id: resource._id, status: { $in: ['queued', 'running'] } },
    { session: tx.session, limit: MAX_UNFINISHED_JOBS + 1 },
  );
  if (unfinished > MAX_UNFINISHED_JOBS) {
    throw new CapstanError('conflict', `The resource has more than ${MAX_UNFINISHED_JOBS} unfinished jobs already.`);
  }
  const jobId = await means.store.nextId('job');
  await jobs.create(
    [
      {
        _id: jobId,
        organization_id: organizationId,
        scope_id: resource.scope_id,
        resource_id: resource._id,
        operation,
        status: 'queued',
        actor: request.auditActor,
        reason,
        ticket_id: ticketId,
        correlation_id: request.correlationId,
        trace_id: request.traceId,
        cancel_requested: false,
        dispatch: 'accepted',
        dispatch_due_at: now,
        dispatch_attempts: 0,
        resource_count: 1,
        started_at: null,
        ended_at: null,
        ...firstRevision(request, tx),
      },
    ],
    { session: tx.session },
  );
  await jobItems.create(
    [
      {
        _id: `${jobId}:${resource._id}`,
        organization_id: organizationId,
        job_id: jobId,
        resource_id: resource._id,
        status: 'queued',
        code: null,
        effect: null,
        message: null,
        started_at: null,
        ended_at: null,
      },
    ],
    { session: tx.session },
  );
  const body: components['schemas']['JobAccepted'] = {
    job_id: jobId,
    operation,
    resource_id: resource._id,
    status: 'queued',
  };
  return {
    status: 202,
    body,
    headers: { Location: `/v1/jobs/${jobId}` },
    jobId,
    reason,
    ticketId,
    policy,
    auditStatus: 'intended',
  };
}

export function dispatchSoon({ means }: Pick<JobRequest, 'means'>): void {
  means.dispatchSoon();
}
