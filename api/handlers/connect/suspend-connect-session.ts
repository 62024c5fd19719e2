/** POST /v1/connect/sessions/{id}/suspend */

import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { moveBetween } from './interfere.ts';

export const suspendConnectSession = command('suspendConnectSession', async (request, tx) => {
  const session = await findSession(request, tx.session);
  return moveBetween(request, tx, session, { from: 'active', to: 'paused', reason: request.body.reason });
});
