/** Logs in to an SSH server whose host key is pinned: there is no way to reach one here without saying which key it has. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { Socket } from 'node:net';
import ssh2, { type Algorithms, type Client } from 'ssh2';
import { TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint, Login } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { type Authentication, authenticationFor, isJudging } from './ssh-authentication.ts';
import { presentCertificate } from './ssh-certificate-login.ts';
import { expiredText, loginFailure, mismatch, slow } from './ssh-failure.ts';
import { boundPacketSizes } from './ssh-packet-size.ts';
import { abortedFailure, stopIfAborted, withinLimit } from './time-limit.ts';

export interface SshDial {
  readonly endpoint: Endpoint;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Where they are not those of the client library. */
  readonly algorithms?: Algorithms;
  /** Asks the server that often whether it is still there, and gives it up after three times without an answer. */
  readonly keepaliveMs?: number;
}

/** Logged in. Whoever has it closes it. */
export interface LoggedInSsh {
  readonly client: Client;
  readonly socket: Socket;
  close(): void;
}

/** @throws TargetFailure `none`; nothing is left open then. */
export async function logInToSsh(dial: SshDial, login: Login): Promise<LoggedInSsh> {
  stopIfAborted(dial.signal);
  const authentication = authenticationFor(login);
  const client = new ssh2.Client();
  const socket = new Socket();
  socket.on('error', () => undefined);
  try {
    await withinLimit(logIn(client, socket, dial, login.username, authentication), {
      limitMs: dial.connectTimeoutMs,
      signal: dial.signal,
      failure: (why) => {
        const judged = isJudging(authentication.trace);
        if (why === 'aborted') return abortedFailure(judged);
        return slow(dial, 'connecting', dial.connectTimeoutMs, { lost: 'none', judged });
      },
    });
    boundPacketSizes(client);
    return { client, socket, close: () => close(client, socket) };
  } catch (error) {
    close(client, socket);
    throw error;
  }
}

function close(client: Client, socket: Socket): void {
  client.end();
  socket.destroySoon();
  // The far end may never acknowledge; by then everything of ours is sent or lost.
  setTimeout(() => socket.destroy(), 250).unref();
}

function logIn(
  client: Client,
  socket: Socket,
  { endpoint, algorithms, keepaliveMs = 0 }: SshDial,
  username: string,
  { handler, trace, certified }: Authentication,
): Promise<void> {
  const pinned = pinnedFingerprints(endpoint);
  let presented: string | undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(loginFailure(error, endpoint, trace));
    // Stays for the life of the client: an error after login also ends the step that is under way.
    client.on('error', fail);
    client.once('close', () => fail(new Error('closed')));
    client.once('change password', () => {
      reject(new TargetFailure('access_denied', expiredText(endpoint)));
    });
    client.once('ready', () => {
      if (trace.attempted) return resolve();
      reject(
        new TargetFailure(
          'protocol_error',
          `${place(endpoint)} lets this account in without a credential, so nothing is proven`,
        ),
      );
    });
    // A login is many small messages, each of which the other side waits for.
    socket.setNoDelay(true);
    socket.connect(endpoint.port, endpoint.address);
    client.connect({
      sock: socket,
      username,
      authHandler: handler,
      // Time is bounded outside, for this and every other step.
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      ...(algorithms ? { algorithms } : {}),
      hostVerifier: (key: Buffer) => {
        presented = fingerprint(key);
        if (pinned.some((one) => sameText(one, presented ?? ''))) return true;
        reject(mismatch(endpoint, key, presented));
        return false;
      },
    });
    if (certified !== null) presentCertificate(client, certified);
  });
}

function pinnedFingerprints({ trust, address, port }: Endpoint): readonly string[] {
  if (trust.kind !== 'ssh_host_key' || trust.fingerprints.length === 0) {
    throw new TargetFailure(
      'host_key_mismatch',
      `no host key is pinned for ${address}:${port}; store the fingerprint that ssh-keygen -lf prints at the host`,
    );
  }
  return trust.fingerprints.map((one) => one.replace(/=+$/, ''));
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
