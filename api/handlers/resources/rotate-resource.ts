/** POST /v1/resources/{id}/rotate */

import { command } from '../../operation.ts';
import { dispatchSoon, requestJob } from './request-job.ts';

export const rotateResource = command(
  'rotateResource',
  (request, tx) => requestJob(request, tx, 'rotate'),
  dispatchSoon,
);
