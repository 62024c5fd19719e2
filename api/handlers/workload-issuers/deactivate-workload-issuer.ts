/** POST /v1/workload-issuers/{id}/deactivate */

import { command } from '../../operation.ts';
import { setWorkloadIssuerStatus } from './set-workload-issuer-status.ts';

export const deactivateWorkloadIssuer = command('deactivateWorkloadIssuer', (request, tx) =>
  setWorkloadIssuerStatus(request, tx, 'inactive'),
);
