/** POST /v1/ssh-certificate-authorities/{id}/deactivate */

import { command } from '../../operation.ts';
import { setSshAuthorityStatus } from './set-ssh-authority-status.ts';

export const deactivateSshAuthority = command('deactivateSshAuthority', (request, tx) =>
  setSshAuthorityStatus(request, tx, 'inactive'),
);
