/** POST /v1/ssh-certificate-authorities/{id}/activate */

import { command } from '../../operation.ts';
import { setSshAuthorityStatus } from './set-ssh-authority-status.ts';

export const activateSshAuthority = command('activateSshAuthority', (request, tx) =>
  setSshAuthorityStatus(request, tx, 'active'),
);
