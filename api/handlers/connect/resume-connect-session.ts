/** POST /v1/connect/sessions/{id}/resume */

import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { moveBetween } from './interfere.ts';

export const resumeConnectSession = command('resumeConnectSession', async (request, tx) => {
  const session = await findSession(request, tx.session);
  return moveBetween(request, tx, session, { from: 'paused', to: 'active', reason: null });
});
