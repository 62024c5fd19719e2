/** POST /v1/groups/{id}/activate */

import { command } from '../../operation.ts';
import { setGroupStatus } from './set-group-status.ts';

export const activateGroup = command('activateGroup', (request, tx) => setGroupStatus(request, tx, 'active'));
