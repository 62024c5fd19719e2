/** POST /v1/applications/{id}/activate */

import { command } from '../../operation.ts';
import { setApplicationStatus } from './set-application-status.ts';

export const activateApplication = command('activateApplication', (request, tx) =>
  setApplicationStatus(request, tx, 'active'),
);
