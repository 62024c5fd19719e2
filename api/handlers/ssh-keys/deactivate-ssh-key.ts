/** POST /v1/ssh-keys/{id}/deactivate */

import { command } from '../../operation.ts';
import { setSshKeyStatus } from './set-ssh-key-status.ts';

export const deactivateSshKey = command('deactivateSshKey', (request, tx) => setSshKeyStatus(request, tx, 'inactive'));
