/** GET /v1/access-reviews/{id}/items */

import type { mongo } from 'mongoose';
import { seatOf } from '../../../domain/access-review.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../../../store/models/access-review.ts';
import { query, type Request } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { findReview } from './find-review.ts';
import { presentItems } from './present-item.ts';
import { reviewerOf, reviewersOf } from './reviewer.ts';

type ItemsRequest = Request<'listAccessReviewItems'>;

export const listAccessReviewItems = query('listAccessReviewItems', async (request) => {
  const { access, query: asked, means } = request;
  const review = await findReview(request);
  const page = openPage('listAccessReviewItems', request, { of: review._id });
  const mine = asked.decidable === true ? await decidable(request, review) : {};
  const found = await means.store.models.accessReviewItems
    .find({
      $and: [
        { review_id: review._id, ...equal('state', asked.state) },
        // It lies in the scope of the review; what it is about may lie above.
        access.filterWith('accessReviewItem', 'access_review:read'),
        mine,
        page.idAfter,
      ],
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<AccessReviewItemDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { items: await presentItems(request, rows), next_cursor: nextCursor } };
});

const NOTHING = { _id: { $lt: 0 } } as const;

/** Those that are the caller's to decide on, and for which `objectionToReviewer` says nothing, as a condition. */
async function decidable(
  request: ItemsRequest,
  review: AccessReviewDocument,
): Promise<mongo.Filter<AccessReviewItemDocument>> {
  const { access, actor } = request;
  if (actor.type !== 'user' || review.status !== 'open') return NOTHING;
  if (!access.permits('accessReview', review, 'access_review:decide')) return NOTHING;
  const by = await reviewerOf(request, actor.id);
  const seat = seatOf(reviewersOf(review), by);
  if (seat === null) return NOTHING;
  const isForFew = seat === 'fallback' && review.escalated_at === null;
  return {
    state: 'undecided',
    ...access.filterWith('accessReviewItem', 'access_review:decide'),
    ...(isForFew ? { needs_fallback: true } : {}),
    $nor: [
      { subject_type: 'user', subject_id: by.userId },
      { subject_type: 'group', subject_id: { $in: [...by.allGroupIds] } },
      { subject_type: 'group', member_ids: by.userId },
    ],
  };
}
