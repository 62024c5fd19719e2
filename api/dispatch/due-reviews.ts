/**
 * Begins the access reviews that are made again when their time comes. What is due stands in the review before, so a
 * process that ends in the middle loses nothing and begins nothing twice.
 */

import type { Logger } from 'winston';
import { cautiousNow } from '../../store/database-clock.ts';
import { REPEATED } from '../../store/models/access-review.ts';
import { repeatReview } from '../../store/reviews/repeat-review.ts';
import type { Store } from '../../store/store.ts';

/** More wait for the next time, the longest due first. */
const MOST_AT_ONCE = 100;

interface DueReviewsOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Default: the earlier one of this host's time and the database's. */
  readonly now?: Date;
}

/** Rejects where MongoDB does not answer. @returns how many have begun. */
export async function beginDueReviews({ store, logger, ...options }: DueReviewsOptions): Promise<number> {
  const now = options.now ?? (await cautiousNow(store));
  const { organizations, accessReviews } = store.models;
  const due = { ...REPEATED, 'repeat.at': { $lte: now } };
  const active = await organizations.distinct('_id', {
    _id: { $in: await accessReviews.distinct('organization_id', due) },
    status: 'active',
  });
  const reviews = await accessReviews
    .find({ ...due, organization_id: { $in: active } }, { organization_id: 1 })
    .sort({ 'repeat.at': 1 })
    .limit(MOST_AT_ONCE)
    .lean();
  let begun = 0;
  for (const { _id: previous, organization_id } of reviews) {
    try {
      const access_review_id = await repeatReview(store, previous, now);
      if (access_review_id === null) continue;
      begun += 1;
      logger.info('An access review is made again', { organization_id, access_review_id, previous });
    } catch (error) {
      logger.warn('An access review could not be made again; tried again', { organization_id, previous, error });
    }
  }
  return begun;
}
