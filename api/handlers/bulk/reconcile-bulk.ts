/** POST /v1/bulk/reconcile */

import { command } from '../../operation.ts';
import { dispatchSoon, requestBulk } from './request-bulk.ts';

export const reconcileBulk = command(
  'reconcileBulk',
  (request, tx) => requestBulk(request, tx, 'reconcile'),
  dispatchSoon,
);
