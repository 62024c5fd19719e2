/** One fresh SSH connection with a pinned host key, closed whatever happens. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { Socket } from 'node:net';
import ssh2, { type Client, type SFTPWrapper } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint, Login, TargetContext } from './contract.ts';
import { endpointFailure, place } from './endpoint-failure.ts';
import { type AuthenticationTrace, authenticationFor } from './ssh-authentication.ts';
import { type CommandOutcome, runCommand } from './ssh-command.ts';
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

/**
 * Logs in, hands a session to `work` and closes the connection. The operation limit of the target holds for
 * all that `work` does.
 * @throws TargetFailure
 */
export async function withSsh<T>(
  target: TargetContext,
  login: Login,
  work: (session: SshSession) => Promise<T>,
): Promise<T> {
  stopIfAborted(target.signal);
  const client = new ssh2.Client();
  const socket = new Socket();
  socket.on('error', () => undefined);
  try {
    await withinLimit(logIn(client, socket, target.endpoint, login), {
      limitMs: target.connectTimeoutMs,
      signal: target.signal,
      failure: (why) => (why === 'aborted' ? abortedFailure() : slow(target, 'connecting', target.connectTimeoutMs, 'none')),
    });
    return await work(session(client, target));
  } finally {
    client.end();
    socket.destroySoon();
    // The far end may never acknowledge; by then everything of ours is sent or lost.
    setTimeout(() => socket.destroy(), 250).unref();
  }
}

function session(client: Client, target: TargetContext): SshSession {
  const until = performance.now() + target.operationTimeoutMs;
  const step = async <T>(work: Promise<T>, lost: Effect = 'none'): Promise<T> => {
    try {
      return await withinLimit(work, {
        limitMs: Math.max(until - performance.now(), 0),
        ...(lost === 'none' ? { signal: target.signal } : {}),
        failure: (why) => (why === 'aborted' ? abortedFailure() : slow(target, 'answering', target.operationTimeoutMs, lost)),
      });
    } catch (error) {
      if (error instanceof TargetFailure) throw error;
      throw brokenFailure(error, target.endpoint, lost);
    }
  };
  return {
    step,
    run: (command, { stdin = '', lost = 'none' } = {}) => {
      if (lost !== 'none') stopIfAborted(target.signal);
      return step(runCommand(client, command, stdin, lost, target.endpoint), lost);
    },
    sftp: () =>
      step(
        new Promise<SFTPWrapper>((resolve, reject) => {
          client.sftp((error, sftp) => (error ? reject(noSftp(target.endpoint)) : resolve(sftp)));
        }),
      ),
  };
}

function logIn(client: Client, socket: Socket, endpoint: Endpoint, login: Login): Promise<void> {
  const pinned = pinnedFingerprints(endpoint);
  const { handler, trace } = authenticationFor(login);
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
        new TargetFailure('protocol_error', `${place(endpoint)} lets this account in without a credential, so nothing is proven`),
      );
    });
    socket.connect(endpoint.port, endpoint.address);
    client.connect({
      sock: socket,
      username: login.username,
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

function mismatch(endpoint: Endpoint, key: Buffer, presented: string): TargetFailure {
  const type = key.subarray(4, 4 + Math.min(key.readUInt32BE(0), 40)).toString('latin1').replace(/[^\w@.-]/g, '');
  return new TargetFailure(
    'host_key_mismatch',
    `${place(endpoint)} shows the ${type} host key ${presented}, which is not pinned; find out why before you pin it`,
  );
}

function loginFailure(error: unknown, endpoint: Endpoint, trace: AuthenticationTrace): TargetFailure {
  if (error instanceof TargetFailure) return error;
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  const text = error instanceof Error ? error.message : '';
  const at = place(endpoint);
  if (level === 'client-authentication' || (trace.attempted && /authentication failures/i.test(text))) {
    if (trace.partial) return new TargetFailure('access_denied', `${at} accepts the credential and wants a further factor`);
    if (trace.attempted) {
      return new TargetFailure('credential_invalid', `${at} refused the credential (a locked account is refused the same way)`);
    }
    const offered = (trace.offered ?? []).join(', ') || 'none';
    return new TargetFailure('not_supported', `${at} does not take this kind of credential; it offers: ${offered}`);
  }
  return brokenFailure(error, endpoint, 'none');
}

function brokenFailure(error: unknown, endpoint: Endpoint, lost: Effect): TargetFailure {
  const known = endpointFailure(error, endpoint, lost);
  if (known) return known;
  const text = error instanceof Error ? error.message : '';
  if (/^closed$|Connection lost|No response from server|Not connected|Channel closed/.test(text)) {
    return new TargetFailure('unreachable', `${place(endpoint)} dropped the connection`, lost);
  }
  return new TargetFailure('protocol_error', `${place(endpoint)} does not answer as an SSH server does`, lost);
}

function slow(target: TargetContext, what: string, limitMs: number, lost: Effect): TargetFailure {
  return new TargetFailure('timeout', `${place(target.endpoint)}: ${what} took more than ${limitMs} ms`, lost);
}

function noSftp(endpoint: Endpoint): TargetFailure {
  return new TargetFailure('not_supported', `${place(endpoint)} gives this account no SFTP; enable the sftp subsystem for it`);
}

/** The credential is right, so it is neither invalid nor locked out; but the account is no use until it is changed. */
export function expiredText(endpoint: Endpoint): string {
  return `${place(endpoint)} accepts the password but it has expired there; reconcile it, or change it by hand`;
}
