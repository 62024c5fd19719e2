/** POST /v1/connect/sessions/{id}/resume */

import { CapstanError } from '../../../domain/errors.ts';
import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { moveBetween } from './interfere.ts';

export const resumeConnectSession = command('resumeConnectSession', async (request, tx) => {
  const session = await findSession(request, tx.session);
  const { requester } = session;
  // Suspending one's own harms nobody; a suspension by others is theirs to lift.
  if (requester.type === request.actor.type && requester.id === request.actor.id)
    throw new CapstanError('own_request', 'You have asked for this session yourself; somebody else resumes it.');
  return moveBetween(request, tx, session, { from: 'paused', to: 'active', reason: null });
});
