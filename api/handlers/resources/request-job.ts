/** What asking for a verification, a rotation and a reconciliation have in common: checks, then the job as outbox. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { askedOfJob } from '../../../store/approvals/asked-of-job.ts';
import { insertApproval } from '../../../store/approvals/insert-approval.ts';
import type { ApprovalRuleFrom } from '../../../store/models/approval.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { recordBreakGlass, rulesOfReview } from '../approvals/break-glass.ts';
import { firstRevision } from '../revision.ts';
import { checkReadiness } from './check-readiness.ts';

/** Requests on one resource wait for each other, but not without end. */
const MAX_UNFINISHED_JOBS = 20;

type JobRequest = Request<'verifyResource' | 'rotateResource' | 'reconcileResource'>;

/**
 * Writes the job and its item. The relay starts the workflow; `afterCommit` only tells it to look. Where the policy wants
 * consent the job is held, and the request for it written with it.
 * @throws CapstanError `not_found`, `resource_inactive`, `resource_not_ready`, `policy_refused`, `unprocessable`,
 *   `conflict`, `forbidden`.
 */
export async function requestJob(
  request: JobRequest,
  tx: Transaction,
  operation: CredentialOperation,
): Promise<Answer> {
  const { access, organizationId, path, means } = request;
  const { resources } = means.store.models;
  const found = await resources.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const resource = access.requireFound('resource', found);
  const device = await checkReadiness(means.store, tx.session, resource, operation);
  const reason = request.body?.reason ?? null;
  const ticketId = request.body?.ticket_id ?? null;
  const isEmergency = request.body?.break_glass ?? false;
  if (isEmergency) requireEmergency(request, { scopeId: resource.scope_id, resourceId: resource._id }, reason);
  const policy = await requirePolicy(request, tx, resource, { operation, reason, ticketId, isEmergency });
  await requireRoom(request, tx, resource._id);
  const isHeld = policy.consent !== null && !isEmergency;
  const job = jobOf(request, tx, resource, { _id: await means.store.nextId('job'), operation, isHeld });
  const rules = isEmergency ? rulesOfReview(policy.consent) : policy.consent ? [policy.consent] : [];
  const approvalId = rules.length > 0 ? await askFor(request, tx, { job, resource, device, rules, isEmergency }) : null;
  await insertJob(request, tx, { ...job, approval_id: approvalId });
  const body: components['schemas']['JobAccepted'] = {
    job_id: job._id,
    operation,
    resource_id: resource._id,
    status: isHeld ? 'awaiting_approval' : 'queued',
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

interface NewJob {
  readonly _id: number;
  readonly operation: CredentialOperation;
  /** Until others have consented. */
  readonly isHeld: boolean;
}

function jobOf(
  request: JobRequest,
  tx: Transaction,
  resource: ResourceDocument,
  { _id, operation, isHeld }: NewJob,
): JobDocument & { readonly operation: CredentialOperation } {
  return {
    _id,
    organization_id: request.organizationId,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    operation,
    status: isHeld ? 'awaiting_approval' : 'queued',
    actor: request.auditActor,
    reason: request.body?.reason ?? null,
    ticket_id: request.body?.ticket_id ?? null,
    correlation_id: request.correlationId,
    trace_id: request.traceId,
    cancel_requested: false,
    dispatch: isHeld ? 'held' : 'accepted',
    dispatch_due_at: request.now,
    dispatch_attempts: 0,
    resource_count: 1,
    started_at: null,
    ended_at: null,
    ...firstRevision(request, tx),
  };
}

interface Asking {
  readonly job: ReturnType<typeof jobOf>;
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly rules: readonly ApprovalRuleFrom[];
  readonly isEmergency: boolean;
}

/** @returns the id of the request for consent, or of the review. */
async function askFor(
  request: JobRequest,
  tx: Transaction,
  { job, resource, device, rules, isEmergency }: Asking,
): Promise<number> {
  const { store } = request.means;
  const approval = await insertApproval(store, tx.session, {
    organizationId: request.organizationId,
    scopeId: resource.scope_id,
    resourceId: resource._id,
    operation: job.operation,
    kind: isEmergency ? 'review' : 'consent',
    jobId: job._id,
    asked: askedOfJob(job, resource, device),
    rules,
    requester: request.auditActor,
    reason: job.reason,
    ticketId: job.ticket_id,
    correlationId: request.correlationId,
    traceId: request.traceId,
    now: request.now,
    eventId: tx.eventId,
  });
  if (isEmergency) await recordBreakGlass(store, tx.session, approval);
  return approval._id;
}

async function insertJob({ means, path }: JobRequest, { session }: Transaction, job: JobDocument): Promise<void> {
  const { jobs, jobItems } = means.store.models;
  await jobs.create([job], { session });
  await jobItems.create(
    [
      {
        _id: `${job._id}:${path.id}`,
        organization_id: job.organization_id,
        job_id: job._id,
        resource_id: path.id,
        status: 'queued',
        code: null,
        effect: null,
        message: null,
        started_at: null,
        ended_at: null,
      },
    ],
    { session },
  );
}

/** The relay, and whoever looks after requests for consent. */
export function dispatchSoon({ means }: Pick<JobRequest, 'means'>): void {
  means.dispatchSoon();
  means.approvals.lookSoon();
}
