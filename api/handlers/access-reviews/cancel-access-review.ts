/** POST /v1/access-reviews/{id}/cancel */

import { isOwnAccess } from '../../../domain/access-review.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../../../store/models/access-review.ts';
import { evidenceOfReview } from '../../../store/reviews/evidence-of-review.ts';
import { reviseReview } from '../../../store/reviews/revise-review.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findReview } from './find-review.ts';
import { presentReview } from './present-review.ts';
import { requirePerson, reviewedGrantOf, reviewerOf } from './reviewer.ts';

type CancelRequest = Request<'cancelAccessReview'>;

/** What was decided by then stands, and is done before. */
export const cancelAccessReview = command(
  'cancelAccessReview',
  async (request, tx) => {
    const { body, means, now } = request;
    const { store } = means;
    const reason = body?.reason ?? null;
    const userId = requirePerson(request);
    const review = await findReview(request, tx.session);
    requireOpen(review);
    await requireOthers(request, tx, review, userId);
    await store.models.accessReviewItems.updateMany(
      { review_id: review._id, state: 'undecided' },
      { $set: { state: 'left', settled_at: now } },
      { session: tx.session },
    );
    const { digest } = await evidenceOfReview(store, review, tx.session);
    const ended = { status: 'canceled', digest, ended_at: now, dispatch: 'accepted', dispatch_due_at: now } as const;
    const revised = await reviseReview(store, tx.session, review, ended, { now, eventId: tx.eventId });
    return {
      ...showing(200, revised, presentReview(revised)),
      reason,
      change: `${revised.counts.left} items are left as they are; evidence ${digest}`,
    };
  },
  ({ means }) => means.reviews.lookSoon(),
);

/** @throws CapstanError `conflict`. */
function requireOpen({ status, counts }: AccessReviewDocument): void {
  if (status !== 'open') throw new CapstanError('conflict', `The review is ${status}.`);
  if (counts.to_revoke === 0) return;
  const detail = `It was decided that ${counts.to_revoke} grants are to be revoked: cancel the review once a worker has done so.`;
  throw new CapstanError('conflict', detail);
}

/** Nobody ends a review before others have said whether they keep their access. @throws CapstanError `own_rights`. */
async function requireOthers(
  request: CancelRequest,
  { session }: Transaction,
  review: AccessReviewDocument,
  userId: number,
): Promise<void> {
  const by = await reviewerOf(request, userId, session);
  const undecided = await request.means.store.models.accessReviewItems
    .find({ review_id: review._id, state: 'undecided' }, null, { session })
    .sort({ _id: 1 })
    .lean<AccessReviewItemDocument[]>();
  const own = undecided.find((item) => isOwnAccess(reviewedGrantOf(item), by));
  if (!own) return;
  const detail = `Item ${own._id} is your own access, and nobody has decided on it: a reviewer decides on it first, or somebody else cancels the review.`;
  throw new CapstanError('own_rights', detail);
}
