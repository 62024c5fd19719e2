/** POST /v1/protected-information/{id}/activate */

import { command } from '../../operation.ts';
import { setProtectedInformationStatus } from './set-protected-information-status.ts';

export const activateProtectedInformation = command('activateProtectedInformation', (request, tx) =>
  setProtectedInformationStatus(request, tx, 'active'),
);
