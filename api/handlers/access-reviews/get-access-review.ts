/** GET /v1/access-reviews/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findReview } from './find-review.ts';
import { presentReview } from './present-review.ts';

export const getAccessReview = query('getAccessReview', async (request) => {
  const review = await findReview(request);
  return showing(200, review, presentReview(review));
});
