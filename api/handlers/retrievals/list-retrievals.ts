/** GET /v1/retrievals */

import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentRetrieval } from './present-retrieval.ts';

/** The newest first. */
export const listRetrievals = query('listRetrievals', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listRetrievals', request);
  const found = await means.store.models.retrievals
    .find({
      organization_id: organizationId,
      ...access.filter('retrieval'),
      ...equal('information_id', asked.information_id),
      ...equal('status', asked.status),
      ...page.idBefore,
    })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<RetrievalDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { retrievals: rows.map(presentRetrieval), next_cursor: nextCursor } };
});
