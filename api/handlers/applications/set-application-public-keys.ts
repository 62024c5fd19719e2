/** PUT /v1/applications/{id}/public-keys */

import { command } from '../../operation.ts';
import { showing } from '../revision.ts';
import { requireAuthentication, reviseApplication, takeApplication } from './application-change.ts';
import { presentApplication } from './present-application.ts';
import { readPublicKeys } from './read-public-keys.ts';

export const setApplicationPublicKeys = command('setApplicationPublicKeys', async (request, tx) => {
  const { body, now } = request;
  const application = await takeApplication(request, tx);
  requireAuthentication(application, 'private_key_jwt', 'public keys');
  const keys = await readPublicKeys(body.keys, 'keys');
  const revised = await reviseApplication(request, tx, application, { public_keys: keys });
  return {
    ...showing(200, revised, presentApplication(revised, now)),
    change: `keys from now on: ${keys.map(({ thumbprint }) => thumbprint).join(', ')}`.slice(0, 500),
  };
});
