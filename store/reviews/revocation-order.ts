/** In which order grants are revoked that were decided to be: by whose rights it is done, loses theirs last. */

import { isOwnAccess } from '../../domain/access-review.ts';
import { groupsOf } from '../access/held-grants.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';

type Ordered = Pick<AccessReviewItemDocument, '_id' | 'subject_type' | 'subject_id' | 'permissions'>;

/** @returns ids of the first `most` items of the review that are still to be revoked. */
export async function nextToRevoke(
  store: Store,
  organizationId: number,
  reviewId: number,
  most: number,
): Promise<number[]> {
  const { accessReviews, accessReviewItems } = store.models;
  const items = await accessReviewItems
    .find({ review_id: reviewId, state: 'to_revoke' }, { subject_type: 1, subject_id: 1, permissions: 1 })
    .sort({ _id: 1 })
    .lean<Ordered[]>();
  if (items.length === 0) return [];
  const review = await accessReviews
    .findOne({ _id: reviewId }, { started_by: 1 })
    .lean<Pick<AccessReviewDocument, 'started_by'>>();
  const userId = review?.started_by.id ?? 0;
  const starter = { userId, groupIds: [], allGroupIds: await groupsOf(store, organizationId, userId) };
  const isTheirs = ({ subject_type: subjectType, subject_id: subjectId }: Ordered) =>
    isOwnAccess({ subjectType, subjectId, memberIds: [], needsFallback: false }, starter);
  const others = items.filter((item) => !isTheirs(item));
  // What gives most stays longest: it is what the others of theirs are revoked by.
  const theirs = items.filter(isTheirs).sort((one, other) => one.permissions.length - other.permissions.length);
  return [...others, ...theirs].slice(0, most).map(({ _id }) => _id);
}
