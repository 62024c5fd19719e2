/** POST /v1/roles/{name}/deactivate */

import { command } from '../../operation.ts';
import { setRoleStatus } from './set-role-status.ts';

export const deactivateRole = command('deactivateRole', (request, tx) => setRoleStatus(request, tx, 'inactive'));
