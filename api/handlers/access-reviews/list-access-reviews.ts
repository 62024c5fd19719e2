/** GET /v1/access-reviews */

import { type AccessReviewDocument, REPEATED } from '../../../store/models/access-review.ts';
import { query } from '../../operation.ts';
import { equal, inScope } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentReview } from './present-review.ts';

export const listAccessReviews = query('listAccessReviews', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listAccessReviews', request);
  const found = await means.store.models.accessReviews
    .find({
      organization_id: organizationId,
      ...inScope(access, asked.scope_id),
      ...equal('status', asked.status),
      ...(asked.repeats === true ? REPEATED : {}),
      $and: [...access.filter('accessReview').$and, page.idBefore],
    })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<AccessReviewDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { access_reviews: rows.map(presentReview), next_cursor: nextCursor } };
});
