/** Sessions as gateways have them: none runs in tests of the API alone. */

import assert from 'node:assert/strict';
import { Secret } from '../../../domain/secret.ts';
import type { RecordingListener } from '../../../gateway/recording/chunk-pacer.ts';
import { RecordingWriter } from '../../../gateway/recording/recording-writer.ts';
import { beginHeld, endHeld } from '../../../store/connect-sessions/gateway-writes.ts';
import { renewGateway } from '../../../store/connect-sessions/gateways.ts';
import { type LaunchedSession, launchSession } from '../../../store/connect-sessions/launch-session.ts';
import type { Store } from '../../../store/store.ts';
import type { InboxPublicJwk } from '../../../store/vault/seal-for-vault.ts';

const HOUR_MS = 3_600_000;

export const GATEWAY_ID = 'gw_01HX0000000000000000000000';

export const GATEWAY = {
  _id: GATEWAY_ID,
  web_url: 'https://gateway.example',
  ssh: { host: 'gateway.example', port: 8432, host_key: 'ssh-ed25519 AAAA' },
  postgres: { host: 'gateway.example', port: 8433 },
} as const;

/** A gateway that serves every kind of session, and is believed to be there for an hour. */
export function runGateway(store: Store): Promise<void> {
  return renewGateway(store, GATEWAY, { sessions: [], isDraining: false, leaseMs: HOUR_MS });
}

/** What a terminal of that gateway asks for, when it is shown a token. */
export function launchRequest(sessionId: string, token: string) {
  return {
    sessionId,
    token: new Secret(token),
    gatewayId: GATEWAY_ID,
    leaseMs: HOUR_MS,
    protocol: 'ssh',
    mode: 'web_terminal',
    client: { address: '127.0.0.1', version: null },
  } as const;
}

export async function launch(store: Store, sessionId: string, token: string): Promise<LaunchedSession> {
  const launched = await launchSession(store, launchRequest(sessionId, token));
  assert.ok(launched, `session ${sessionId} is launched`);
  return launched;
}

/** Its gateway was handed the secret, and the target has let it in. */
export async function begin(store: Store, sessionId: string): Promise<void> {
  await store.models.connectSessions.updateOne({ _id: sessionId }, { $set: { handed_version: 1 } });
  await beginHeld(store, { sessionId, gatewayId: GATEWAY_ID }, 'the target has let it in');
}

/** @param failed what to do where the recording cannot go on; default: that is no part of the test. */
export function record(
  store: Store,
  inboxKey: InboxPublicJwk,
  { session }: LaunchedSession,
  failed: RecordingListener['failed'] = ({ message }) => assert.fail(message),
): Promise<RecordingWriter> {
  const recording = {
    organizationId: session.organization_id,
    sessionId: session._id,
    scopeId: session.scope_id,
    resourceId: session.resource_id,
    gatewayId: GATEWAY_ID,
    kind: 'terminal',
    hasInput: false,
    terminal: { cols: 80, rows: 24, term: 'xterm' },
  } as const;
  return RecordingWriter.open(store, inboxKey, recording, {
    pause: () => undefined,
    resume: () => undefined,
    failed,
  });
}

/** Whoever had it has left. */
export async function leave(store: Store, sessionId: string): Promise<void> {
  const ending = { reason: 'closed', by: null, comment: null, detail: null, code: null, policy: null } as const;
  await endHeld(store, { sessionId, gatewayId: GATEWAY_ID }, { status: 'terminated', ending, head: null });
}
