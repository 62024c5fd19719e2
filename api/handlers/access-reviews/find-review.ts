/** The access review of the path, and how it is shown. */

import type { ClientSession } from 'mongoose';
import type { AccessReviewDocument } from '../../../store/models/access-review.ts';
import type { Request } from '../../operation.ts';

type ReviewRequest = Pick<Request, 'access' | 'organizationId' | 'means'> & { readonly path: { readonly id: number } };

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findReview(
  { access, organizationId, path, means }: ReviewRequest,
  session?: ClientSession,
): Promise<AccessReviewDocument> {
  const found = await means.store.models.accessReviews
    .findOne({ _id: path.id, organization_id: organizationId }, null, session ? { session } : {})
    .lean<AccessReviewDocument>();
  return access.requireFound('accessReview', found);
}
