/** POST /v1/connect/sessions/{id}/moderate */

import { CapstanError, type ErrorCode } from '../../../domain/errors.ts';
import { type ModeratorObjection, objectionToModerator } from '../../../domain/moderation.ts';
import { gatewayOf } from '../../../store/connect-sessions/gateways.ts';
import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { viewToken } from './view-token.ts';

const TOLD: Readonly<Record<ModeratorObjection, readonly [ErrorCode, string]>> = {
  not_a_person: ['forbidden', 'Applications do not moderate: somebody has to look.'],
  own_session: ['own_request', 'You have asked for this session yourself; somebody else moderates it.'],
};

export const moderateConnectSession = command('moderateConnectSession', async (request, tx) => {
  const session = await findSession(request, tx.session);
  const objection = objectionToModerator(session.requester, request.actor);
  if (objection !== null) throw new CapstanError(...TOLD[objection]);
  const { status } = session;
  if (status !== 'launching' && status !== 'active' && status !== 'paused')
    throw new CapstanError('conflict', `It cannot be moderated: it is ${status}.`);
  const gateway = await gatewayOf(request.means.store, session);
  if (!gateway?.web_url) throw new CapstanError('conflict', 'The gateway that has it serves no pages.');
  return viewToken(request, tx, session, { purpose: 'moderate', url: `${gateway.web_url}/connect/${session._id}` });
});
