/** POST /v1/policies/{id}/activate */

import { command } from '../../operation.ts';
import { setPolicyStatus } from './set-policy-status.ts';

export const activatePolicy = command('activatePolicy', (request, tx) => setPolicyStatus(request, tx, 'active'));
