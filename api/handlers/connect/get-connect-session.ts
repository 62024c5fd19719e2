/** GET /v1/connect/sessions/{id} */

import { query } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { answerOf } from './present-session.ts';

export const getConnectSession = query('getConnectSession', async (request) => {
  const { reason: _, ticketId: __, ...shown } = answerOf(await findSession(request), null);
  return shown;
});
