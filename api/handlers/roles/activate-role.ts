/** POST /v1/roles/{name}/activate */

import { command } from '../../operation.ts';
import { setRoleStatus } from './set-role-status.ts';

export const activateRole = command('activateRole', (request, tx) => setRoleStatus(request, tx, 'active'));
