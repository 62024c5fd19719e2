/** POST /v1/bulk/verify */

import { command } from '../../operation.ts';
import { dispatchSoon, requestBulk } from './request-bulk.ts';

export const verifyBulk = command('verifyBulk', (request, tx) => requestBulk(request, tx, 'verify'), dispatchSoon);
