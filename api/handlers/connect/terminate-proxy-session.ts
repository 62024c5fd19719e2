/** POST /v1/proxy/sessions/{id}/terminate */

import { command } from '../../operation.ts';
import { findOwnSession } from './find-session.ts';
import { endAtOnceOrSoon, tellWorkflow } from './interfere.ts';

/** Of one's own; who sits at its page may be somebody else, for whom it is terminated. */
export const terminateProxySession = command(
  'terminateProxySession',
  async (request, tx) => {
    const session = await findOwnSession(request, tx.session);
    return endAtOnceOrSoon(request, tx, session, { reason: 'terminated', comment: null });
  },
  tellWorkflow,
);
