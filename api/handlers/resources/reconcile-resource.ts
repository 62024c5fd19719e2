/** POST /v1/resources/{id}/reconcile */

import { command } from '../../operation.ts';
import { dispatchSoon, requestJob } from './request-job.ts';

export const reconcileResource = command(
  'reconcileResource',
  (request, tx) => requestJob(request, tx, 'reconcile'),
  dispatchSoon,
);
