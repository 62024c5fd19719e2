/** Access reviews on the wire. */

import type { AccessReviewDocument } from '../../../store/models/access-review.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentReview(review: AccessReviewDocument): components['schemas']['AccessReview'] {
  return {
    id: review._id,
    name: review.name,
    scope_id: review.scope_id,
    status: review.status,
    started_by: review.started_by.name,
    reviewer_user_ids: [...review.reviewer_user_ids],
    reviewer_group_ids: [...review.reviewer_group_ids],
    fallback_user_ids: [...review.fallback_user_ids],
    permissions: review.permissions && [...review.permissions],
    undecided: review.undecided,
    due_at: wireTime(review.due_at),
    escalated_at: wireTimeOrNull(review.escalated_at),
    counts: review.counts,
    digest: review.digest,
    ended_at: wireTimeOrNull(review.ended_at),
    ...wireTracked(review),
  };
}
