/** POST /v1/workload-issuers */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';
import { checkIssuerUrls } from './workload-issuer-change.ts';

export const createWorkloadIssuer = command('createWorkloadIssuer', async (request, tx) => {
  const { organizationId, body, means } = request;
  const issuer: WorkloadIssuerDocument = {
    _id: await means.store.nextId('workload_issuer'),
    organization_id: organizationId,
    name: body.name,
    issuer: body.issuer,
    audience: body.audience,
    jwks_uri: body.jwks_uri ?? null,
    status: 'active',
    ...firstRevision(request, tx),
  };
  checkIssuerUrls(means, issuer);
  await means.store.models.workloadIssuers.create([issuer], { session: tx.session });
  return showingNew('workload_issuer', '/v1/workload-issuers', issuer, presentWorkloadIssuer(issuer));
});
