/** POST /v1/groups/{id}/deactivate */

import { command } from '../../operation.ts';
import { setGroupStatus } from './set-group-status.ts';

export const deactivateGroup = command('deactivateGroup', (request, tx) => setGroupStatus(request, tx, 'inactive'));
