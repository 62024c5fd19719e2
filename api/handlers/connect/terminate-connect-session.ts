/** POST /v1/connect/sessions/{id}/terminate */

import { command } from '../../operation.ts';
import { findSession } from './find-session.ts';
import { endAtOnceOrSoon, tellWorkflow } from './interfere.ts';

export const terminateConnectSession = command(
  'terminateConnectSession',
  async (request, tx) => {
    const session = await findSession(request, tx.session);
    return endAtOnceOrSoon(request, tx, session, { reason: 'terminated', comment: request.body.reason });
  },
  tellWorkflow,
);
