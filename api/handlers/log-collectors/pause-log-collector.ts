/** POST /v1/log-collectors/{id}/pause */

import { command } from '../../operation.ts';
import { deliverSoon } from './log-collector-change.ts';
import { setLogCollectorStatus } from './set-log-collector-status.ts';

export const pauseLogCollector = command(
  'pauseLogCollector',
  (request, tx) => setLogCollectorStatus(request, tx, 'paused'),
  deliverSoon,
);
