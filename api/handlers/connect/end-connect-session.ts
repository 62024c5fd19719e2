/** POST /v1/connect/sessions/{id}/end */

import { command } from '../../operation.ts';
import { findOwnSession } from './find-session.ts';
import { endAtOnceOrSoon, tellWorkflow } from './interfere.ts';

/** Whoever may not connect any more may still end what they have. */
export const endConnectSession = command(
  'endConnectSession',
  async (request, tx) => {
    const session = await findOwnSession(request, tx.session);
    return endAtOnceOrSoon(request, tx, session, { reason: 'closed', comment: null });
  },
  tellWorkflow,
);
