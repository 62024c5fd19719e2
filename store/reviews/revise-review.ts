/** Moves an access review, as the transaction has read it, to its next revision, with its items counted anew. */

import type { ClientSession } from 'mongoose';
import { NO_ITEMS, type ReviewCounts, type ReviewItemState } from '../../domain/access-review.ts';
import type { AccessReviewDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';

interface Moment {
  readonly now: Date;
  readonly eventId: string;
}

export async function reviseReview(
  store: Store,
  session: ClientSession,
  { _id, revision }: AccessReviewDocument,
  fields: Partial<AccessReviewDocument>,
  { now, eventId }: Moment,
): Promise<AccessReviewDocument> {
  const counts = await countItems(store, session, _id);
  const revised = await store.models.accessReviews
    .findOneAndUpdate(
      { _id, revision },
      { $set: { counts, ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<AccessReviewDocument>();
  // The snapshot has it: another change would have been a conflict of writes, after which all this is run again.
  if (!revised) throw new Error(`access review ${_id} is not what it was`);
  return revised;
}

async function countItems({ models }: Store, session: ClientSession, reviewId: number): Promise<ReviewCounts> {
  const counted = await models.accessReviewItems.aggregate<{ readonly _id: ReviewItemState; readonly count: number }>(
    [{ $match: { review_id: reviewId } }, { $group: { _id: '$state', count: { $sum: 1 } } }],
    { session },
  );
  return { ...NO_ITEMS, ...Object.fromEntries(counted.map(({ _id, count }) => [_id, count])) };
}
