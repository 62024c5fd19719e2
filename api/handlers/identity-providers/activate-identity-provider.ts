/** POST /v1/identity-providers/{id}/activate */

import { command } from '../../operation.ts';
import { setProviderStatus } from './set-identity-provider-status.ts';

export const activateIdentityProvider = command('activateIdentityProvider', (request, tx) =>
  setProviderStatus(request, tx, 'active'),
);
