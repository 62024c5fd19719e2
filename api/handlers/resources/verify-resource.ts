/** POST /v1/resources/{id}/verify */

import { command } from '../../operation.ts';
import { dispatchSoon, requestJob } from './request-job.ts';

export const verifyResource = command(
  'verifyResource',
  (request, tx) => requestJob(request, tx, 'verify'),
  dispatchSoon,
);
