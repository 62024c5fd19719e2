/** Audit records and operational events of access reviews. */

import type { ClientSession } from 'mongoose';
import { accessReviewEvent, type ReviewTurn } from '../../domain/access-review-event.ts';
import type { AuditActor, AuditEntry } from '../../domain/audit.ts';
import type { AccessReviewDocument } from '../models/access-review.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { Store } from '../store.ts';

/** What time does to a review. */
export const REVIEWS_ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'access reviews',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** A record of what has become of the review by itself. */
export function reviewAuditEntryOf(review: AccessReviewDocument, operation: string, change: string): AuditEntry {
  return {
    organization_id: review.organization_id,
    scope_id: review.scope_id,
    resource_id: null,
    actor: REVIEWS_ACTOR,
    operation,
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change,
    target_type: 'access_review',
    target_id: review._id,
    ticket_id: null,
    job_id: null,
    correlation_id: review.correlation_id,
    trace_id: review.trace_id,
  };
}

/** In the commit that makes it so. */
export async function tellReview(
  { models }: Store,
  session: ClientSession,
  review: AccessReviewDocument,
  turn: ReviewTurn,
  detail: string,
): Promise<void> {
  const { organization_id: organizationId, scope_id: scopeId, _id: reviewId, correlation_id: correlationId } = review;
  const event = accessReviewEvent({ organizationId, scopeId, reviewId, correlationId }, turn, detail);
  await models.operationalEvents.create([operationalEventDocument(event, 'worker')], { session });
}
