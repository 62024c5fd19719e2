/** POST /v1/policies/{id}/deactivate */

import { command } from '../../operation.ts';
import { setPolicyStatus } from './set-policy-status.ts';

export const deactivatePolicy = command('deactivatePolicy', (request, tx) => setPolicyStatus(request, tx, 'inactive'));
