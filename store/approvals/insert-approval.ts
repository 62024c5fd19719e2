/** Writes a request for consent, or for a review, in the transaction of the job that it is about. */

import type { ClientSession } from 'mongoose';
import { type ApprovalKind, expiresAt, nextEscalation } from '../../domain/approval.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { ApprovableOperation } from '../../domain/policy/rules.ts';
import type { ApprovalDocument, ApprovalRuleFrom } from '../models/approval.ts';
import type { Store } from '../store.ts';
import { digestOf, newNonce } from './digest.ts';

export interface NewApproval {
  readonly organizationId: number;
  readonly scopeId: number;
  /** null where it concerns more than one. */
  readonly resourceId: number | null;
  readonly operation: ApprovableOperation;
  readonly kind: ApprovalKind;
  readonly jobId: number;
  /** Exactly what is asked for; a nonce is added to it. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** One at least; each of them must be met. */
  readonly rules: readonly ApprovalRuleFrom[];
  readonly requester: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly now: Date;
  /** Of the record that says it was asked for. */
  readonly eventId: string;
}

/** The document is the outbox of its workflow: it is started once the transaction has committed. */
export async function insertApproval(
  store: Store,
  session: ClientSession,
  request: NewApproval,
): Promise<ApprovalDocument> {
  if (request.rules.length === 0) throw new Error('a request for consent without a rule would be approved by nobody');
  const { now } = request;
  const times = { rules: request.rules.map(({ rule }) => rule), requestedAt: now };
  const asked = { ...request.asked, nonce: newNonce() };
  const approval: ApprovalDocument = {
    _id: await store.nextId('approval'),
    organization_id: request.organizationId,
    scope_id: request.scopeId,
    resource_id: request.resourceId,
    operation: request.operation,
    kind: request.kind,
    job_id: request.jobId,
    asked,
    digest: digestOf(asked),
    requester: request.requester,
    reason: request.reason,
    ticket_id: request.ticketId,
    rules: request.rules,
    status: 'pending',
    decisions: [],
    expires_at: expiresAt(times),
    escalated: false,
    escalates_at: nextEscalation(times, now),
    ended_by: null,
    ended_reason: null,
    ended_request: null,
    ended_at: null,
    correlation_id: request.correlationId,
    trace_id: request.traceId,
    dispatch: 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: request.eventId,
  };
  await store.models.approvals.create([approval], { session });
  return approval;
}
