/** GET /v1/ssh-keys/{id} */

import { query } from '../../operation.ts';
import { findSshKey } from './find-ssh-key.ts';
import { showSshKey } from './present-ssh-key.ts';

export const getSshKey = query('getSshKey', async (request) =>
  showSshKey(request.means.store, await findSshKey(request)),
);
