/** What was decided, as one document whose digest is in the audit log: numbers and times, and nothing that is erased with a person. */

import type { ClientSession } from 'mongoose';
import { digestOf } from '../approvals/digest.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';

export const EVIDENCE_FORMAT = 'capstan-access-review-1';

export interface ReviewEvidence {
  readonly digest: string;
  readonly document: ReturnType<typeof documentOf>;
}

/** The same at all times after the review has ended. */
export async function evidenceOfReview(
  { models }: Store,
  review: AccessReviewDocument,
  session?: ClientSession,
): Promise<ReviewEvidence> {
  const items = await models.accessReviewItems
    .find({ review_id: review._id }, null, session ? { session } : {})
    .sort({ _id: 1 })
    .lean<AccessReviewItemDocument[]>();
  const document = documentOf(review, items);
  return { digest: digestOf(document), document };
}

function documentOf(review: AccessReviewDocument, items: readonly AccessReviewItemDocument[]) {
  return {
    format: EVIDENCE_FORMAT,
    review: {
      id: review._id,
      organization_id: review.organization_id,
      scope_id: review.scope_id,
      name: review.name,
      started_by_user_id: review.started_by.id,
      started_at: review.created_at.toISOString(),
      due_at: review.due_at.toISOString(),
      undecided: review.undecided,
      permissions: review.permissions,
      reviewer_user_ids: review.reviewer_user_ids,
      reviewer_group_ids: review.reviewer_group_ids,
      fallback_user_ids: review.fallback_user_ids,
      ...(review.previous_id ? { previous_review_id: review.previous_id } : {}),
    },
    items: items.map((item) => ({
      id: item._id,
      grant_id: item.grant_id,
      grant_revision: item.grant_revision,
      subject_type: item.subject_type,
      subject_id: item.subject_id,
      member_ids: item.member_ids,
      ...(item.joined_ids ? { joined_member_ids: item.joined_ids } : {}),
      role: item.role,
      permissions: item.permissions,
      scope_id: item.scope_id,
      resource_id: item.resource_id,
      expires_at: item.expires_at?.toISOString() ?? null,
      state: item.state,
      verdict: item.verdict,
      decided_by_user_id: item.decided_by?.id ?? null,
      decided_at: item.decided_at?.toISOString() ?? null,
      decision_event_id: item.decision_event_id,
      objection: item.objection,
      settled_at: item.settled_at?.toISOString() ?? null,
    })),
  };
}
