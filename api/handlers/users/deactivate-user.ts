/** POST /v1/users/{id}/deactivate */

import { command } from '../../operation.ts';
import { setUserStatus } from './set-user-status.ts';

export const deactivateUser = command('deactivateUser', (request, tx) => setUserStatus(request, tx, 'inactive'));
