/** A job as a request asks for it, and the request for consent, or the review, that comes with it. */

import { type AccessOperation, policyOperationOf, type TargetOperation } from '../../../domain/job.ts';
import type { ApprovableOperation } from '../../../domain/policy/rules.ts';
import { askedOfJob } from '../../../store/approvals/asked-of-job.ts';
import { insertApproval } from '../../../store/approvals/insert-approval.ts';
import { freshJob } from '../../../store/fresh-job.ts';
import type { ApprovalRuleFrom } from '../../../store/models/approval.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { JobDocument, JobInput } from '../../../store/models/job.ts';
import type { PolicyAnswer } from '../../authorization/require-policy.ts';
import type { OperationId, Request, Transaction } from '../../operation.ts';
import { recordBreakGlass, rulesOfReview } from '../approvals/break-glass.ts';

type Asking = Pick<
  Request<OperationId>,
  'organizationId' | 'auditActor' | 'correlationId' | 'traceId' | 'now' | 'means'
>;

interface Asked {
  readonly operation: TargetOperation | AccessOperation;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly input: JobInput | null;
  /** What the policy says of it. */
  readonly policy: PolicyAnswer;
  /** Whether it goes past consent, and is reviewed afterwards. */
  readonly isEmergency: boolean;
}

export interface AskedFor extends Asked {
  readonly resource: ResourceDocument;
  /** Of the resource. */
  readonly device: DeviceDocument;
}

export interface AskedAt<ResourceId extends number | null> extends Asked {
  readonly scopeId: number;
  readonly resourceId: ResourceId;
  /** Exactly what is asked for, for the eyes of whoever decides on it. */
  readonly describe: (job: JobDocument) => Readonly<Record<string, unknown>>;
}

export type NewJob = NewJobAt<number>;
export type NewJobAt<ResourceId extends number | null> = JobDocument & { readonly resource_id: ResourceId };

/** A job on one resource, as {@link newJobAt}. */
export async function newJob(
  request: Asking,
  tx: Transaction,
  { resource, device, ...asked }: AskedFor,
): Promise<NewJob> {
  const describe = (job: JobDocument) => askedOfJob(job, resource, device);
  return newJobAt(request, tx, { ...asked, scopeId: resource.scope_id, resourceId: resource._id, describe });
}

/** The job, `awaiting_approval` where it needs consent, and `queued` otherwise; whoever calls writes it. */
export async function newJobAt<ResourceId extends number | null>(
  request: Asking,
  tx: Transaction,
  asked: AskedAt<ResourceId>,
): Promise<NewJobAt<ResourceId>> {
  const { policy, isEmergency } = asked;
  const isHeld = policy.consent !== null && !isEmergency;
  const job = freshJob({
    jobId: await request.means.store.nextId('job'),
    organizationId: request.organizationId,
    scopeId: asked.scopeId,
    resourceId: asked.resourceId,
    operation: asked.operation,
    isHeld,
    actor: request.auditActor,
    reason: asked.reason,
    ticketId: asked.ticketId,
    correlationId: request.correlationId,
    traceId: request.traceId,
    resourceCount: asked.resourceId === null ? 0 : 1,
    input: asked.input,
    now: request.now,
    eventId: tx.eventId,
  });
  const rules = isEmergency ? rulesOfReview(policy.consent) : policy.consent ? [policy.consent] : [];
  if (rules.length === 0) return job;
  return { ...job, approval_id: await askFor(request, tx, asked, job, rules) };
}

/** More of a session is asked of those who are asked for it; a look is what a verification is to policies. */
function approvedAs(operation: AskedAt<null>['operation']): ApprovableOperation {
  if (operation === 'extend') return 'connect';
  return operation === 'discover' ? policyOperationOf(operation) : operation;
}

/** @returns the id of the request for consent, or of the review. */
async function askFor(
  request: Asking,
  tx: Transaction,
  { operation, scopeId, resourceId, describe, isEmergency }: AskedAt<number | null>,
  job: JobDocument,
  rules: readonly ApprovalRuleFrom[],
): Promise<number> {
  const { store } = request.means;
  const approval = await insertApproval(store, tx.session, {
    organizationId: request.organizationId,
    scopeId,
    resourceId,
    operation: approvedAs(operation),
    kind: isEmergency ? 'review' : 'consent',
    jobId: job._id,
    asked: describe(job),
    rules,
    requester: request.auditActor,
    reason: job.reason,
    ticketId: job.ticket_id,
    correlationId: request.correlationId,
    traceId: request.traceId,
    now: request.now,
    eventId: tx.eventId,
    source: 'api',
  });
  if (isEmergency) await recordBreakGlass(store, tx.session, approval);
  return approval._id;
}
