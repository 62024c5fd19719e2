/** POST /v1/connect/sessions/{id}/launch */

import { CapstanError } from '../../../domain/errors.ts';
import { liveGateways } from '../../../store/connect-sessions/gateways.ts';
import { mintToken } from '../../../store/connect-sessions/session-tokens.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { ConnectSessionDocument, GatewayDocument } from '../../../store/models/connect-session.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { wireTime } from '../wire-time.ts';
import { requireLaunchable } from './require-launchable.ts';

type LaunchToken = components['schemas']['LaunchToken'];

/** What the session rests on is asked here, and once more when the token is used. */
export const launchConnectSession = command('launchConnectSession', async (request, tx) => {
  const { means, auditActor, correlationId, traceId } = request;
  const { store } = means;
  const now = await databaseTime(store);
  const session = await requireLaunchable(request, tx, now);
  const gateways = (await liveGateways(store))
    .map((gateway) => placeAt(gateway, session))
    .filter((place) => place !== null);
  if (gateways.length === 0) {
    throw new CapstanError('not_ready', `No gateway runs that serves ${session.mode} over ${session.protocol}.`, {
      retryAfterSeconds: 5,
    });
  }
  const minting = { session, purpose: 'launch', actor: auditActor, correlationId, traceId, now } as const;
  const { token, expiresAt } = await mintToken(store, tx.session, minting);
  const body: LaunchToken = {
    session_id: session._id,
    launch_token: token.reveal(),
    launch_token_expires_at: wireTime(expiresAt),
    gateways,
  };
  return {
    status: 200,
    body,
    target: { type: 'connect_session', id: session._id },
    jobId: session.job_id,
    approvalId: session.approval_id,
    sessionId: session._id,
    reason: session.reason,
    ticketId: session.ticket_id,
    change: 'a launch token was made',
  };
});

/** null where the gateway does not serve such a session. */
function placeAt(
  { web_url, ssh, postgres }: GatewayDocument,
  { _id, mode, protocol }: ConnectSessionDocument,
): LaunchToken['gateways'][number] | null {
  if (mode === 'web_terminal') {
    return web_url === null ? null : { web_url: `${web_url}/connect/${_id}`, ssh: null, postgres: null };
  }
  if (protocol === 'ssh') return ssh && { web_url: null, ssh, postgres: null };
  return postgres && { web_url: null, ssh: null, postgres };
}
