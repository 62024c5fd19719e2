/** GET /v1/workload-issuers */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';

export const listWorkloadIssuers = query('listWorkloadIssuers', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listWorkloadIssuers', request);
  const found = await means.store.models.workloadIssuers
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<WorkloadIssuerDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { workload_issuers: rows.map(presentWorkloadIssuer), next_cursor: nextCursor } };
});
