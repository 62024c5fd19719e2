/** POST /v1/resources/{id}/deactivate */

import { command } from '../../operation.ts';
import { setResourceStatus } from './set-resource-status.ts';

export const deactivateResource = command('deactivateResource', (request, tx) =>
  setResourceStatus(request, tx, 'inactive'),
);
