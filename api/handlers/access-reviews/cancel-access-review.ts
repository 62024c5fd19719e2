/** POST /v1/access-reviews/{id}/cancel */

import { CapstanError } from '../../../domain/errors.ts';
import { reviseReview } from '../../../store/reviews/revise-review.ts';
import { command } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findReview } from './find-review.ts';
import { presentReview } from './present-review.ts';

/** What was done by then stays done. */
export const cancelAccessReview = command(
  'cancelAccessReview',
  async (request, tx) => {
    const { body, means, now } = request;
    const reason = body?.reason ?? null;
    const review = await findReview(request, tx.session);
    if (review.status !== 'open') throw new CapstanError('conflict', `The review is ${review.status}.`);
    await means.store.models.accessReviewItems.updateMany(
      { review_id: review._id, state: { $in: ['undecided', 'to_revoke'] } },
      { $set: { state: 'left', settled_at: now } },
      { session: tx.session },
    );
    const ended = { status: 'canceled', ended_at: now, dispatch: 'accepted', dispatch_due_at: now } as const;
    const revised = await reviseReview(means.store, tx.session, review, ended, { now, eventId: tx.eventId });
    return {
      ...showing(200, revised, presentReview(revised)),
      reason,
      change: `${revised.counts.left} items are left as they are`,
    };
  },
  ({ means }) => means.reviews.lookSoon(),
);
