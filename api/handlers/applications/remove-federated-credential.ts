/** DELETE /v1/applications/{id}/federated-credentials/{credential_id} */

import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { reviseApplication, takeApplication } from './application-change.ts';

export const removeFederatedCredential = command('removeFederatedCredential', async (request, tx) => {
  const { path } = request;
  const application = await takeApplication(request, tx);
  const removed = requireFound(application.federated_credentials.find(({ id }) => id === path.credential_id));
  await reviseApplication(request, tx, application, {
    federated_credentials: application.federated_credentials.filter(({ id }) => id !== removed.id),
  });
  return { status: 204, change: `removed ${removed.id}` };
});
