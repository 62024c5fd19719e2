/** POST /v1/workload-issuers/{id}/activate */

import { command } from '../../operation.ts';
import { setWorkloadIssuerStatus } from './set-workload-issuer-status.ts';

export const activateWorkloadIssuer = command('activateWorkloadIssuer', (request, tx) =>
  setWorkloadIssuerStatus(request, tx, 'active'),
);
