/** POST /v1/credentials/{id}/activate */

import { command } from '../../operation.ts';
import { setCredentialStatus } from './set-credential-status.ts';

export const activateCredential = command('activateCredential', (request, tx) =>
  setCredentialStatus(request, tx, 'active'),
);
