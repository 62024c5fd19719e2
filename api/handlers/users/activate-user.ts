/** POST /v1/users/{id}/activate */

import { command } from '../../operation.ts';
import { setUserStatus } from './set-user-status.ts';

export const activateUser = command('activateUser', (request, tx) => setUserStatus(request, tx, 'active'));
