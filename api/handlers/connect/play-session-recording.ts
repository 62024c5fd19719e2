/** POST /v1/connect/sessions/{id}/recording/play */

import { CapstanError } from '../../../domain/errors.ts';
import { liveGateways } from '../../../store/connect-sessions/gateways.ts';
import { command } from '../../operation.ts';
import { findRecording } from './find-recording.ts';
import { findSession } from './find-session.ts';
import { viewToken } from './view-token.ts';

export const playSessionRecording = command('playSessionRecording', async (request, tx) => {
  const { store } = request.means;
  const session = await findSession(request, tx.session);
  const { state } = await findRecording(store, session, tx.session);
  if (state === 'recording')
    throw new CapstanError('conflict', 'It is being made: watch the session, or wait for its end.');
  const gateway = (await liveGateways(store)).find(({ web_url }) => web_url !== null);
  if (!gateway) {
    throw new CapstanError('not_ready', 'No gateway runs that shows recordings.', { retryAfterSeconds: 5 });
  }
  return viewToken(request, tx, session, {
    purpose: 'play',
    url: `${gateway.web_url}/connect/${session._id}/recording`,
  });
});
