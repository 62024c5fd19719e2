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
    repeat_every_days: review.repeat?.every_days ?? null,
    repeats_at: wireTimeOrNull(review.repeat?.at ?? null),
    repeats_by: review.repeat?.by.name ?? null,
    repeat_objection: review.repeat?.objection ?? null,
    previous_review_id: review.previous_id ?? null,
    next_review_id: review.next_id ?? null,
    counts: review.counts,
    digest: review.digest,
    ended_at: wireTimeOrNull(review.ended_at),
    ...wireTracked(review),
  };
}
