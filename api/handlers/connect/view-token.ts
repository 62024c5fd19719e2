/** Tokens by which somebody looks at a session, or at its recording, on a page of a gateway. */

import { mintToken } from '../../../store/connect-sessions/session-tokens.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { wireTime } from '../wire-time.ts';

type Viewing = Pick<Request, 'means' | 'auditActor' | 'correlationId' | 'traceId'>;

/** @param url of the page that takes it. */
export async function viewToken(
  { means: { store }, auditActor: actor, correlationId, traceId }: Viewing,
  tx: Transaction,
  session: ConnectSessionDocument,
  { purpose, url }: { readonly purpose: 'watch' | 'moderate' | 'play'; readonly url: string },
): Promise<Answer> {
  const now = await databaseTime(store);
  const minting = { session, purpose, actor, correlationId, traceId, now };
  const { token, expiresAt } = await mintToken(store, tx.session, minting);
  const body: components['schemas']['ViewToken'] = {
    session_id: session._id,
    token: token.reveal(),
    token_expires_at: wireTime(expiresAt),
    url,
  };
  return {
    status: 200,
    body,
    target: { type: 'connect_session', id: session._id },
    jobId: session.job_id,
    sessionId: session._id,
    ticketId: session.ticket_id,
    change: `a token to ${purpose} was made`,
  };
}
