/** GET /v1/access-reviews/{id}/evidence */

import { CapstanError } from '../../../domain/errors.ts';
import type { AccessReviewDocument } from '../../../store/models/access-review.ts';
import { evidenceOfReview } from '../../../store/reviews/evidence-of-review.ts';
import { query, type Request } from '../../operation.ts';
import { findReview } from './find-review.ts';

export const getAccessReviewEvidence = query('getAccessReviewEvidence', async (request) => {
  const review = await findReview(request);
  await requireAll(request, review);
  if (review.digest === null) {
    throw new CapstanError('conflict', `The review is ${review.status}: there is evidence once it has ended.`);
  }
  const { digest, document } = await evidenceOfReview(request.means.store, review);
  const change = digest === review.digest ? `evidence ${digest}` : `evidence ${digest} is not the sealed one`;
  return { status: 200, body: { digest: review.digest, is_intact: digest === review.digest, document }, change };
});

/** Its digest holds for the whole alone. @throws CapstanError `forbidden`. */
async function requireAll(
  { access, means }: Request<'getAccessReviewEvidence'>,
  { _id: review_id }: AccessReviewDocument,
): Promise<void> {
  const { accessReviewItems } = means.store.models;
  const seen = access.filterWith('accessReviewItem', 'access_review:read');
  const [all, shown] = [
    await accessReviewItems.countDocuments({ review_id }),
    await accessReviewItems.countDocuments({ $and: [{ review_id }, seen] }),
  ];
  if (shown === all) return;
  const detail = `The evidence is about ${all - shown} grants where you do not hold access_review:read: ask somebody who does.`;
  throw new CapstanError('forbidden', detail);
}
