/** Takes an access review as far as it can go by itself, and says how long nothing can happen to it then. */

import { passReviewTime } from '../../store/reviews/pass-review-time.ts';
import type { ReviewInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies } from '../dependencies.ts';

export interface ReviewTimeAnswer {
  /** An old answer about another review must not count. */
  readonly reviewId: number;
  /** null: it has ended. */
  readonly quietMs: number | null;
}

export function passAccessReviewTime(dependencies: Dependencies) {
  return ({ organizationId, reviewId, correlationId }: ReviewInput): Promise<ReviewTimeAnswer> =>
    attempt(dependencies, { step: 'pass-time', correlationId, ids: { access_review_id: reviewId } }, async () => ({
      reviewId,
      quietMs: await passReviewTime(dependencies.store, organizationId, reviewId),
    }));
}
