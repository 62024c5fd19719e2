/** POST /v1/credentials/{id}/deactivate */

import { command } from '../../operation.ts';
import { setCredentialStatus } from './set-credential-status.ts';

export const deactivateCredential = command('deactivateCredential', (request, tx) =>
  setCredentialStatus(request, tx, 'inactive'),
);
