/** POST /v1/log-collectors/{id}/activate */

import { command } from '../../operation.ts';
import { deliverSoon } from './log-collector-change.ts';
import { setLogCollectorStatus } from './set-log-collector-status.ts';

export const activateLogCollector = command(
  'activateLogCollector',
  (request, tx) => setLogCollectorStatus(request, tx, 'active'),
  deliverSoon,
);
