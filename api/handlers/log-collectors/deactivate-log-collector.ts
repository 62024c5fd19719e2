/** POST /v1/log-collectors/{id}/deactivate */

import { command } from '../../operation.ts';
import { deliverSoon } from './log-collector-change.ts';
import { setLogCollectorStatus } from './set-log-collector-status.ts';

export const deactivateLogCollector = command(
  'deactivateLogCollector',
  (request, tx) => setLogCollectorStatus(request, tx, 'inactive'),
  deliverSoon,
);
