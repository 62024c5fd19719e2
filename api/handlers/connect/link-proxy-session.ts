/** POST /v1/proxy/sessions/{id}/url */

import { CapstanError } from '../../../domain/errors.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { requireLaunchable } from './require-launchable.ts';
import { linkInWords, linkTo, openedFromOf } from './session-link.ts';

/** Once people have consented, or where the link before was not opened in time. */
export const linkProxySession = command('linkProxySession', async (request, tx) => {
  const openedFrom = openedFromOf(request);
  const now = await databaseTime(request.means.store);
  const session = await requireLaunchable(request, tx, now);
  if (session.mode !== 'web_terminal') {
    throw new CapstanError('conflict', 'It is a session of a native client: launch it with a token.');
  }
  const link = await linkTo(request, tx, session, { openedFrom, now });
  const body: components['schemas']['SessionUrl'] = { session_id: session._id, ...link };
  return {
    status: 200,
    body,
    target: { type: 'connect_session', id: session._id },
    jobId: session.job_id,
    approvalId: session.approval_id,
    sessionId: session._id,
    reason: session.reason,
    ticketId: session.ticket_id,
    change: linkInWords(openedFrom),
  };
});
