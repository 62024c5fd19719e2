/** PATCH /v1/workload-issuers/{id} */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import { command } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';
import {
  checkIssuerUrls,
  requireControlOfTrusting,
  reviseWorkloadIssuer,
  takeWorkloadIssuer,
} from './workload-issuer-change.ts';

export const updateWorkloadIssuer = command('updateWorkloadIssuer', async (request, tx) => {
  const issuer = await takeWorkloadIssuer(request, tx);
  const changed: Partial<WorkloadIssuerDocument> = differences(issuer, request.body);
  const { name: _, ...trust } = changed;
  if (Object.keys(trust).length > 0) {
    checkIssuerUrls(request.means, { ...issuer, ...changed });
    await requireControlOfTrusting(request, tx, issuer);
  }
  const revised = Object.keys(changed).length === 0 ? issuer : await reviseWorkloadIssuer(request, tx, issuer, changed);
  return { ...showing(200, revised, presentWorkloadIssuer(revised)), change: changeInWords(changed) };
});
