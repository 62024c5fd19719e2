/** Writes a job by a plan, with the request for the consent that its policies want, and answers that it was made. */

import type { PolicyDecision } from '../../../domain/audit.ts';
import type { BulkOptions } from '../../../domain/bulk.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { insertApproval } from '../../../store/approvals/insert-approval.ts';
import type { ApprovalRuleFrom } from '../../../store/models/approval.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { askedOfBulk } from '../../../store/plans/asked-of-bulk.ts';
import { type BulkRetry, newBulkJob } from '../../../store/plans/new-bulk-job.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { recordBreakGlass, rulesOfReview } from '../approvals/break-glass.ts';
import { askerOf } from './asker.ts';
import type { RunnablePlan } from './require-runnable-plan.ts';

type AcceptRequest = Request<'verifyBulk' | 'rotateBulk' | 'reconcileBulk' | 'retryJob'>;

interface BulkJob {
  readonly operation: CredentialOperation;
  readonly plan: RunnablePlan;
  /** How many it works on. */
  readonly resources: number;
  readonly options: BulkOptions;
  readonly retry: BulkRetry | null;
  readonly policy: PolicyDecision | null;
  /** Without consent and at any hour: it is reviewed afterwards. */
  readonly isEmergency: boolean;
}

export async function acceptBulkJob(request: AcceptRequest, tx: Transaction, asked: BulkJob): Promise<Answer> {
  const { store } = request.means;
  const { plan, resources, options, retry, policy, isEmergency } = asked;
  const operation = `bulk_${asked.operation}` as const;
  const id = await store.nextId('job');
  const wantsConsent = plan.limits.approvals.length > 0;
  const isHeld = wantsConsent && !isEmergency;
  const made = newBulkJob({
    jobId: id,
    operation,
    planId: plan._id,
    scopeId: plan.scope_id,
    resources,
    run: { options, retry },
    isHeld,
    ...askerOf(request, tx),
  });
  const approvalId = wantsConsent || isEmergency ? await askOthers(request, tx, made, asked) : null;
  const job: JobDocument = { ...made, approval_id: approvalId };
  await store.models.jobs.create([job], { session: tx.session });
  const body: components['schemas']['BulkAccepted'] = {
    job_id: id,
    plan_id: plan._id,
    operation,
    status: isHeld ? 'awaiting_approval' : 'queued',
    approval_id: approvalId,
  };
  const again = retry === null ? '' : `, again of job ${retry.of} (${retry.statuses.join(', ')})`;
  return {
    status: 202,
    body,
    headers: { Location: `/v1/jobs/${id}` },
    target: { type: 'job', id },
    jobId: id,
    approvalId,
    reason: job.reason,
    ticketId: job.ticket_id,
    change: `plan ${plan._id} (${plan.digest}): ${resources} resources${again}, canary ${options.canary}, waves of ${options.wave_size}`,
    policy,
    auditStatus: 'intended',
  };
}

/** @returns the id of the request for consent, or of the review. */
async function askOthers(
  { means, organizationId, auditActor, correlationId, traceId, now }: AcceptRequest,
  { session, eventId }: Transaction,
  job: JobDocument,
  { plan, operation, isEmergency }: BulkJob,
): Promise<number> {
  const wanted = plan.limits.approvals.map(
    ({ rule, policy_id, version, binding_id }): ApprovalRuleFrom => ({ rule, policy_id, version, binding_id }),
  );
  const approval = await insertApproval(means.store, session, {
    organizationId,
    scopeId: plan.scope_id,
    resourceId: null,
    operation: `bulk_${operation}`,
    kind: isEmergency ? 'review' : 'consent',
    jobId: job._id,
    asked: askedOfBulk(job, plan),
    rules: isEmergency ? rulesOfReview(...wanted) : wanted,
    requester: auditActor,
    reason: job.reason,
    ticketId: job.ticket_id,
    correlationId,
    traceId,
    now,
    eventId,
    source: 'api',
  });
  if (isEmergency) await recordBreakGlass(means.store, session, approval);
  return approval._id;
}
