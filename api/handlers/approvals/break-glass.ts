/** What an emergency leaves behind besides its job: a review, a record of its own, and an alert. */

import type { ClientSession } from 'mongoose';
import { reviewRule } from '../../../domain/approval.ts';
import { breakGlassEvent } from '../../../domain/operational-event.ts';
import { approvalAuditEntryOf } from '../../../store/approvals/approval-audit.ts';
import { recordEffect } from '../../../store/audit-log.ts';
import type { ApprovalDocument, ApprovalRuleFrom } from '../../../store/models/approval.ts';
import { operationalEventDocument } from '../../../store/operational-event-document.ts';
import type { Store } from '../../../store/store.ts';

/** Who reviews it: those whose consent was done without; where none was wanted, one other person who may decide there. */
export function rulesOfReview(...consents: readonly (ApprovalRuleFrom | null)[]): readonly ApprovalRuleFrom[] {
  const wanted = consents.filter((consent) => consent !== null);
  if (wanted.length > 0) return wanted.map((consent) => ({ ...consent, rule: reviewRule(consent.rule) }));
  return [{ rule: reviewRule(null), policy_id: null, version: null, binding_id: null }];
}

/** The alert commits with what it is about: it must not be lost as other events may be. */
export async function recordBreakGlass(store: Store, session: ClientSession, review: ApprovalDocument): Promise<void> {
  const { _id: approvalId, organization_id, scope_id, resource_id, operation, job_id, correlation_id } = review;
  const entry = approvalAuditEntryOf(review, {
    operation: 'break_glass.use',
    actor: review.requester,
    permission: 'break_glass:use',
    reason: review.reason,
    change: `${operation} by job ${job_id} without consent and at any hour; review ${approvalId} was asked for`,
  });
  await recordEffect(store, session, entry);
  const event = breakGlassEvent({
    organizationId: organization_id,
    scopeId: scope_id,
    resourceId: resource_id,
    operation,
    jobId: job_id,
    approvalId,
    correlationId: correlation_id,
  });
  await store.models.operationalEvents.create([operationalEventDocument(event, 'api')], { session });
}
