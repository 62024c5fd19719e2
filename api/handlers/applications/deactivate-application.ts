/** POST /v1/applications/{id}/deactivate */

import { command } from '../../operation.ts';
import { setApplicationStatus } from './set-application-status.ts';

export const deactivateApplication = command('deactivateApplication', (request, tx) =>
  setApplicationStatus(request, tx, 'inactive'),
);
