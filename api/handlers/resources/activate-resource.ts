/** POST /v1/resources/{id}/activate */

import { command } from '../../operation.ts';
import { setResourceStatus } from './set-resource-status.ts';

export const activateResource = command('activateResource', (request, tx) =>
  setResourceStatus(request, tx, 'unverified'),
);
