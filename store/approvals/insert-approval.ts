/** Writes a request for consent, or for a review, in the transaction of the job that it is about. */

import type { ClientSession } from 'mongoose';
import { type ApprovalKind, expiresAt, hasEscalated, nextEscalation } from '../../domain/approval.ts';
import type { AuditActor } from '../../domain/audit.ts';
import { escalatedAtOnce } from '../../domain/decidability.ts';
import type { EventSource } from '../../domain/operational-event.ts';
import type { ApprovableOperation } from '../../domain/policy/rules.ts';
import { recordEffect } from '../audit-log.ts';
import type { ApprovalDocument, ApprovalRuleFrom } from '../models/approval.ts';
import type { Store } from '../store.ts';
import { APPROVALS_ACTOR, approvalAuditEntryOf } from './approval-audit.ts';
import { digestOf, newNonce } from './digest.ts';
import { decidabilitiesNow } from './rule-members.ts';
import { tellTurn } from './tell-turn.ts';

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
  /** The process in which it happens. */
  readonly source: EventSource;
}

/** The document is the outbox of its workflow: it is started once the transaction has committed. */
export async function insertApproval(
  store: Store,
  session: ClientSession,
  request: NewApproval,
): Promise<ApprovalDocument> {
  if (request.rules.length === 0) throw new Error('a request for consent without a rule would be approved by nobody');
  const { now } = request;
  const rules = await decidableRules(store, session, request);
  const times = { rules: rules.map(({ rule }) => rule), requestedAt: now };
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
    rules,
    status: 'pending',
    decisions: [],
    expires_at: expiresAt(times),
    escalated: hasEscalated(times, now),
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
  await tell(store, session, approval, request.source);
  return approval;
}

/** Where the groups that a rule asks first could not meet it, there is nothing to be waited for: the others are asked at once. */
async function decidableRules(
  store: Store,
  session: ClientSession,
  { organizationId, requester, rules }: NewApproval,
): Promise<ApprovalRuleFrom[]> {
  const requesterId = requester.type === 'user' ? requester.id : null;
  const asked = rules.map(({ rule }) => rule);
  const found = await decidabilitiesNow(store, organizationId, asked, requesterId, session);
  return rules.map((from, at) => {
    const decidable_by = found[at] ?? 'first';
    const rule = decidable_by === 'first' ? from.rule : escalatedAtOnce(from.rule);
    return { ...from, rule, decidable_by };
  });
}

/** That a review waits is told with the emergency that it is about. */
async function tell(store: Store, session: ClientSession, approval: ApprovalDocument, source: EventSource) {
  if (approval.kind === 'consent') await tellTurn(store, session, approval, 'asked', source);
  if (approval.escalated) {
    const change = 'other groups are asked from the beginning: those that are asked first are too few';
    const said = { operation: 'approval.escalate', actor: APPROVALS_ACTOR, permission: null, reason: null, change };
    await recordEffect(store, session, approvalAuditEntryOf(approval, said));
    await tellTurn(store, session, approval, 'escalated', source, 'those that are asked first are too few');
  }
  const lacking = approval.rules.filter(({ decidable_by }) => decidable_by === 'never');
  if (lacking.length === 0) return;
  const wanted = lacking.map(({ rule, policy_id }) => `policy ${policy_id} wants ${rule.quorum}`).join(' and ');
  const detail = `${wanted}, and its groups have fewer active members who have not asked for it themselves`;
  await tellTurn(store, session, approval, 'undecidable', source, detail);
}
