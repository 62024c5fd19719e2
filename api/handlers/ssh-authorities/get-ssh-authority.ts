/** GET /v1/ssh-certificate-authorities/{id} */

import { query } from '../../operation.ts';
import { findSshAuthority } from './find-ssh-authority.ts';
import { showSshAuthority } from './present-ssh-authority.ts';

export const getSshAuthority = query('getSshAuthority', async (request) =>
  showSshAuthority(request.means.store, await findSshAuthority(request)),
);
