/** POST /v1/protected-information/{id}/deactivate */

import { command } from '../../operation.ts';
import { setProtectedInformationStatus } from './set-protected-information-status.ts';

export const deactivateProtectedInformation = command('deactivateProtectedInformation', (request, tx) =>
  setProtectedInformationStatus(request, tx, 'inactive'),
);
