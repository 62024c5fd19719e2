/** POST /v1/connect/sessions/{id}/watch */

import { CapstanError } from '../../../domain/errors.ts';
import { gatewayOf } from '../../../store/connect-sessions/gateways.ts';
import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { viewToken } from './view-token.ts';

export const watchConnectSession = command('watchConnectSession', async (request, tx) => {
  const session = await findSession(request, tx.session);
  const { status } = session;
  if (status !== 'active' && status !== 'paused') {
    throw new CapstanError('conflict', `It cannot be watched: it is ${status}.`);
  }
  const gateway = await gatewayOf(request.means.store, session);
  if (!gateway?.web_url) throw new CapstanError('conflict', 'The gateway that has it serves no pages.');
  return viewToken(request, tx, session, { purpose: 'watch', url: `${gateway.web_url}/connect/${session._id}` });
});
