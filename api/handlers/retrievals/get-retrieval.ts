/** GET /v1/retrievals/{id} */

import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentRetrieval } from './present-retrieval.ts';

export const getRetrieval = query('getRetrieval', async ({ access, organizationId, path, means }) => {
  const found = await means.store.models.retrievals
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<RetrievalDocument>();
  const retrieval = access.requireFound('retrieval', found);
  return showing(200, retrieval, presentRetrieval(retrieval));
});
