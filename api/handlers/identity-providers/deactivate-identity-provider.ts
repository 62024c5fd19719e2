/** POST /v1/identity-providers/{id}/deactivate */

import { command } from '../../operation.ts';
import { setProviderStatus } from './set-identity-provider-status.ts';

export const deactivateIdentityProvider = command('deactivateIdentityProvider', (request, tx) =>
  setProviderStatus(request, tx, 'inactive'),
);
