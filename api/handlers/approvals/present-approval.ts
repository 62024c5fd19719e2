/** A request for consent on the wire. */

import { approverGroups, consentsTo } from '../../../domain/approval.ts';
import { requestOf } from '../../../store/approvals/approval-request.ts';
import { activeDeciders, countingOnly } from '../../../store/approvals/who-counts.ts';
import type { ApprovalDocument, ApprovalRuleFrom, StoredDecision } from '../../../store/models/approval.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

/** @param now who is asked by then. */
export async function presentApproval(
  store: Store,
  approval: ApprovalDocument,
  now: Date,
): Promise<Schemas['Approval']> {
  return present(approval, await stillDeciding(store, [approval]), now);
}

/** As {@link presentApproval}, of many. */
export async function presentApprovals(
  store: Store,
  approvals: readonly ApprovalDocument[],
  now: Date,
): Promise<Schemas['Approval'][]> {
  const deciding = await stillDeciding(store, approvals);
  return approvals.map((approval) => present(approval, deciding, now));
}

/** Of those that wait, whose words count at present; what has ended is shown as it was decided. */
function stillDeciding(store: Store, approvals: readonly ApprovalDocument[]): Promise<ReadonlySet<number>> {
  return activeDeciders(
    store,
    approvals.filter(({ status }) => status === 'pending'),
  );
}

function present(approval: ApprovalDocument, deciding: ReadonlySet<number>, now: Date): Schemas['Approval'] {
  const counting = approval.status === 'pending' ? countingOnly(approval, deciding) : approval;
  return {
    id: approval._id,
    kind: approval.kind,
    operation: approval.operation,
    status: approval.status,
    scope_id: approval.scope_id,
    resource_id: approval.resource_id,
    job_id: approval.job_id,
    asked: { ...approval.asked },
    digest: approval.digest,
    requester: approval.requester.name,
    requester_type: approval.requester.type,
    requester_id: approval.requester.id,
    reason: approval.reason,
    ticket_id: approval.ticket_id,
    rules: approval.rules.map((rule) => presentRule(counting, rule, now)),
    decisions: approval.decisions.map(presentDecision),
    escalated: approval.escalated,
    escalates_at: wireTimeOrNull(approval.escalates_at),
    expires_at: wireTime(approval.expires_at),
    ended_at: wireTimeOrNull(approval.ended_at),
    ended_by: approval.ended_by?.name ?? null,
    ended_reason: approval.ended_reason,
    correlation_id: approval.correlation_id,
    trace_id: approval.trace_id,
    ...wireTracked(approval),
  };
}

function presentRule(
  approval: ApprovalDocument,
  { rule, policy_id, version, binding_id, decidable_by: by }: ApprovalRuleFrom,
  now: Date,
): Schemas['AskedApproval'] {
  const at = approval.ended_at ?? now;
  return {
    quorum: rule.quorum,
    consents: consentsTo(rule, requestOf(approval), at),
    group_ids: [...approverGroups(rule, approval.created_at, at)],
    distinct_groups: rule.distinct_groups,
    undecidable: by === 'never',
    policy_id,
    version,
    binding_id,
  };
}

function presentDecision(decision: StoredDecision): Schemas['ApprovalDecision'] {
  return {
    user_id: decision.user_id,
    name: decision.name,
    verdict: decision.verdict,
    group_ids: [...decision.group_ids],
    instead_of_user_ids: [...decision.instead_of_user_ids],
    delegation_ids: [...decision.delegation_ids],
    comment: decision.comment,
    decided_at: wireTime(decision.at),
    event_id: decision.event_id,
  };
}
