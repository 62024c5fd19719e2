/** POST /v1/ssh-keys/{id}/activate */

import { command } from '../../operation.ts';
import { setSshKeyStatus } from './set-ssh-key-status.ts';

export const activateSshKey = command('activateSshKey', (request, tx) => setSshKeyStatus(request, tx, 'active'));
