/** GET /v1/workload-issuers */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';

export const listWorkloadIssuers = query('listWorkloadIssuers', async (request) => {
  const { rows, nextCursor } = await namedPage(
    'listWorkloadIssuers',
    request,
    request.means.store.models.workloadIssuers,
  );
  return { status: 200, body: { workload_issuers: rows.map(presentWorkloadIssuer), next_cursor: nextCursor } };
});
