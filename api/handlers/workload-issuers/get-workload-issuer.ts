/** GET /v1/workload-issuers/{id} */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';

export const getWorkloadIssuer = query('getWorkloadIssuer', async ({ organizationId, path, means }) => {
  const found = await means.store.models.workloadIssuers
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<WorkloadIssuerDocument>();
  const issuer = requireFound(found);
  return showing(200, issuer, presentWorkloadIssuer(issuer));
});
