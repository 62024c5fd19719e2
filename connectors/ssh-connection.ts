/** An SSH connection with a pinned host key: for one call, or kept for many commands. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { Socket } from 'node:net';
import ssh2, { type Client, type SFTPWrapper } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint, Login, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { type Authentication, authenticationFor, isJudging } from './ssh-authentication.ts';
import { type CommandOutcome, runCommand } from './ssh-command.ts';
import { brokenFailure, expiredText, loginFailure, mismatch, noSftp, slow } from './ssh-failure.ts';
import { abortedFailure, stopIfAborted, withinLimit } from './time-limit.ts';

export interface SshSession {
  /**
   * Runs a fixed command. `lost` is what is known of the target once `stdin` has been sent and no exit
   * code has come; a command of effect `unknown` is not given up half-way.
   */
  run(command: string, options?: { readonly stdin?: string; readonly lost?: Effect }): Promise<CommandOutcome>;
  sftp(): Promise<SFTPWrapper>;
  /** Bounds a step of an SFTP conversation; `lost` as above. */
  step<T>(work: Promise<T>, lost?: Effect): Promise<T>;
}

/** Logged in. Whoever has it closes it. */
export interface SshConnection {
  /** False for good once the server has gone, or has left a step without an answer. */
  readonly isOpen: boolean;
  /** The operation limit of the target holds for all that one session does, from now on; one at a time. */
  session(): SshSession;
  close(): void;
}

/**
 * Logs in, hands a session to `work` and closes the connection.
 * @throws TargetFailure
 */
export async function withSsh<T>(
  target: TargetContext,
  login: Login,
  work: (session: SshSession) => Promise<T>,
): Promise<T> {
  const connection = await connectSsh(target, login);
  try {
    return await work(connection.session());
  } finally {
    connection.close();
  }
}

/** @throws TargetFailure `none`; nothing is left open then. */
export async function connectSsh(target: TargetContext, login: Login): Promise<SshConnection> {
  stopIfAborted(target.signal);
  const authentication = authenticationFor(login);
  const client = new ssh2.Client();
  const socket = new Socket();
  socket.on('error', () => undefined);
  try {
    await withinLimit(logIn(client, socket, target.endpoint, login.username, authentication), {
      limitMs: target.connectTimeoutMs,
      signal: target.signal,
      failure: (why) => {
        const judged = isJudging(authentication.trace);
        if (why === 'aborted') return abortedFailure(judged);
        return slow(target, 'connecting', target.connectTimeoutMs, { lost: 'none', judged });
      },
    });
    return connectionOver(client, socket, target);
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

function connectionOver(client: Client, socket: Socket, target: TargetContext): SshConnection {
  let isOpen = true;
  // ssh2 leaves some requests without an answer when the connection goes; nothing waits for those.
  const dropped = new Promise<never>((_, reject) => {
    client.once('close', () => {
      isOpen = false;
      reject(new Error('closed'));
    });
  });
  // Where no step is under way, nobody needs to know.
  dropped.catch(() => undefined);
  return {
    get isOpen() {
      return isOpen && socket.writable;
    },
    session: () =>
      sessionOver(client, target, dropped, () => {
        isOpen = false;
      }),
    close: () => close(client, socket),
  };
}

/** `onFailure` hears of every step that came to no end of its own. */
function sessionOver(
  client: Client,
  target: TargetContext,
  dropped: Promise<never>,
  onFailure: () => void,
): SshSession {
  const until = performance.now() + target.operationTimeoutMs;
  const bounded = async <T>(work: Promise<T>, lost: Effect): Promise<T> => {
    try {
      return await withinLimit(work, {
        limitMs: Math.max(until - performance.now(), 0),
        ...(lost === 'none' ? { signal: target.signal } : {}),
        failure: (why) =>
          why === 'aborted' ? abortedFailure() : slow(target, 'answering', target.operationTimeoutMs, { lost }),
      });
    } catch (error) {
      onFailure();
      if (error instanceof TargetFailure) throw error;
      throw brokenFailure(error, target.endpoint, lost);
    }
  };
  const step = <T>(work: Promise<T>, lost: Effect = 'none') => bounded(Promise.race([work, dropped]), lost);
  return {
    step,
    run: (command, { stdin = '', lost = 'none' } = {}) => {
      if (lost !== 'none') stopIfAborted(target.signal);
      return bounded(runCommand(client, command, stdin, lost, target.endpoint), lost);
    },
    sftp: () =>
      step(
        new Promise<SFTPWrapper>((resolve, reject) => {
          client.sftp((error, sftp) => {
            if (error) return reject(noSftp(error, target.endpoint));
            // What breaks the conversation also fails the request under way, and is reported there.
            sftp.on('error', () => undefined);
            resolve(sftp);
          });
        }),
      ),
  };
}

function logIn(
  client: Client,
  socket: Socket,
  endpoint: Endpoint,
  username: string,
  { handler, trace }: Authentication,
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
    socket.connect(endpoint.port, endpoint.address);
    client.connect({
      sock: socket,
      username,
      authHandler: handler,
      // Time is bounded outside, for this and every other step.
      readyTimeout: 0,
      hostVerifier: (key: Buffer) => {
        presented = fingerprint(key);
        if (pinned.some((one) => sameText(one, presented ?? ''))) return true;
        reject(mismatch(endpoint, key, presented));
        return false;
      },
    });
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
