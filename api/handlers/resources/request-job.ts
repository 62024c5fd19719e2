/** What asking for a verification, a rotation and a reconciliation have in common: checks, then the job as outbox. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { insertJobOnResource } from '../../../store/insert-job.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { requireUnheld } from '../credentials/require-unheld.ts';
import { newJob } from '../jobs/new-job.ts';
import { checkReadiness } from './check-readiness.ts';

/** Requests on one resource wait for each other, but not without end. */
const MAX_UNFINISHED_JOBS = 20;

type JobRequest = Pick<
  Request,
  'access' | 'actor' | 'auditActor' | 'correlationId' | 'means' | 'now' | 'organization' | 'organizationId' | 'traceId'
> & { readonly body?: Partial<components['schemas']['JobRequest']> | undefined };

type ResourceRequest = Request<'verifyResource' | 'rotateResource' | 'reconcileResource'>;

/** A job on the resource that the path names, as {@link requestJobOn}. @throws CapstanError `not_found`, `forbidden`. */
export async function requestJob(
  request: ResourceRequest,
  tx: Transaction,
  operation: CredentialOperation,
): Promise<Answer> {
  const { access, organizationId, path, means } = request;
  const found = await means.store.models.resources
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean();
  return requestJobOn(request, tx, access.requireFound('resource', found), operation);
}

/**
 * Writes the job and its item; whether the caller may do that with the resource was asked. The relay starts the workflow; `afterCommit` only tells it to look. Where the policy wants
 * consent the job is held, and the request for it written with it.
 * @throws CapstanError `resource_inactive`, `resource_not_ready`, `policy_refused`, `unprocessable`,
 *   `conflict`, `forbidden`.
 */
export async function requestJobOn(
  request: JobRequest,
  tx: Transaction,
  resource: ResourceDocument,
  operation: CredentialOperation,
): Promise<Answer & { readonly jobId: number }> {
  const { means } = request;
  const { device, credential } = await checkReadiness(means.store, tx.session, resource, operation);
  if (operation !== 'verify') requireUnheld(credential);
  const reason = request.body?.reason ?? null;
  const ticketId = request.body?.ticket_id ?? null;
  const isEmergency = request.body?.break_glass ?? false;
  if (isEmergency) requireEmergency(request, { scopeId: resource.scope_id, resourceId: resource._id }, reason);
  const policy = await requirePolicy(request, tx, resource, {
    operation,
    reason,
    ticketId,
    minutes: null,
    isEmergency,
  });
  await requireRoom(request, tx, resource._id);
  const job = await newJob(request, tx, {
    operation,
    resource,
    device,
    reason,
    ticketId,
    input: null,
    policy,
    isEmergency,
  });
  await insertJobOnResource(means.store, tx.session, job);
  const { approval_id: approvalId = null } = job;
  const body: components['schemas']['JobAccepted'] = {
    job_id: job._id,
    operation,
    resource_id: resource._id,
    status: job.status === 'awaiting_approval' ? 'awaiting_approval' : 'queued',
    ...(approvalId === null ? {} : { approval_id: approvalId }),
  };
  return {
    status: 202,
    body,
    headers: { Location: `/v1/jobs/${job._id}` },
    jobId: job._id,
    approvalId,
    reason,
    ticketId,
    policy: policy.recorded,
    auditStatus: 'intended',
  };
}

/** @throws CapstanError `conflict`. */
async function requireRoom({ means }: JobRequest, { session }: Transaction, resourceId: number): Promise<void> {
  // Two requests at the same moment may both see room; the bound is there against floods, not to be exact.
  const unfinished = await means.store.models.jobItems.countDocuments(
    { resource_id: resourceId, status: { $in: ['queued', 'running'] } },
    { session, limit: MAX_UNFINISHED_JOBS + 1 },
  );
  if (unfinished > MAX_UNFINISHED_JOBS) {
    throw new CapstanError('conflict', `The resource has more than ${MAX_UNFINISHED_JOBS} unfinished jobs already.`);
  }
}

/** The relay, and whoever looks after requests for consent. */
export function dispatchSoon({ means }: Pick<JobRequest, 'means'>): void {
  means.dispatchSoon();
  means.approvals.lookSoon();
}
