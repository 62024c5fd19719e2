/** GET /v1/access-reviews/{id}/evidence */

import { CapstanError } from '../../../domain/errors.ts';
import { evidenceOfReview } from '../../../store/reviews/evidence-of-review.ts';
import { query } from '../../operation.ts';
import { findReview } from './find-review.ts';

export const getAccessReviewEvidence = query('getAccessReviewEvidence', async (request) => {
  const review = await findReview(request);
  if (review.status !== 'closed') {
    throw new CapstanError('conflict', `The review is ${review.status}: there is evidence once it is closed.`);
  }
  const { digest, document } = await evidenceOfReview(request.means.store, review);
  const change = digest === review.digest ? `evidence ${digest}` : `evidence ${digest} is not the sealed one`;
  return { status: 200, body: { digest: review.digest, is_intact: digest === review.digest, document }, change };
});
