/** POST /v1/bulk/rotate */

import { command } from '../../operation.ts';
import { dispatchSoon, requestBulk } from './request-bulk.ts';

export const rotateBulk = command('rotateBulk', (request, tx) => requestBulk(request, tx, 'rotate'), dispatchSoon);
