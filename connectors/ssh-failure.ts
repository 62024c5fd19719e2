/** What goes wrong on an SSH connection, in Capstan's words. */

import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint, TargetContext } from './contract.ts';
import { endpointFailure, place } from './endpoint-failure.ts';
import { type AuthenticationTrace, isJudging } from './ssh-authentication.ts';

export function mismatch(endpoint: Endpoint, key: Buffer, presented: string): TargetFailure {
  const type = key
    .subarray(4, 4 + Math.min(key.readUInt32BE(0), 40))
    .toString('latin1')
    .replace(/[^\w@.-]/g, '');
  return new TargetFailure(
    'host_key_mismatch',
    `${place(endpoint)} shows the ${type} host key ${presented}, which is not pinned; find out why before you pin it`,
  );
}

export function loginFailure(error: unknown, endpoint: Endpoint, trace: AuthenticationTrace): TargetFailure {
  if (error instanceof TargetFailure) return error;
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  const text = error instanceof Error ? error.message : '';
  const at = place(endpoint);
  if (level === 'client-authentication' || (trace.attempted && /authentication failures/i.test(text))) {
    if (trace.partial)
      return new TargetFailure('access_denied', `${at} accepts the credential and wants a further factor`);
    if (trace.attempted) return new TargetFailure('credential_invalid', refusedText(at, trace));
    const offered = (trace.offered ?? []).join(', ') || 'nothing that Capstan knows';
    return new TargetFailure('not_supported', `${at} does not take this kind of credential; it offers: ${offered}`);
  }
  return brokenFailure(error, endpoint, 'none', isJudging(trace));
}

function refusedText(at: string, { isCertificate }: AuthenticationTrace): string {
  if (!isCertificate) return `${at} refused the credential (a locked account is refused the same way)`;
  return `${at} refused the certificate: its TrustedUserCAKeys must name the authority's public key, the account must take the principal, and its clock must be right (a locked account is refused the same way)`;
}

/** `judged` as in `TargetFailure`. */
export function brokenFailure(error: unknown, endpoint: Endpoint, lost: Effect, judged = false): TargetFailure {
  const known = endpointFailure(error, endpoint, lost, judged);
  if (known) return known;
  if (isDrop(error)) {
    return new TargetFailure('unreachable', `${place(endpoint)} dropped the connection`, lost, { judged });
  }
  const text = `${place(endpoint)} does not answer as an SSH server does`;
  return new TargetFailure('protocol_error', text, lost, { judged });
}

/** How ssh2 words that the connection went away under a request. */
export function isDrop(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  return /^closed$|Connection lost|No response from server|Not connected|[Uu]nexpected SFTP session termination|[Cc]hannel closed/.test(
    text,
  );
}

export function slow(
  { endpoint }: Pick<TargetContext, 'endpoint'>,
  what: string,
  limitMs: number,
  { lost, judged = false }: { readonly lost: Effect; readonly judged?: boolean },
): TargetFailure {
  return new TargetFailure('timeout', `${place(endpoint)}: ${what} took more than ${limitMs} ms`, lost, { judged });
}

/** The failure of asking for SFTP: refused by the server, or lost with the connection. */
export function noSftp(error: Error, endpoint: Endpoint): TargetFailure {
  if (!/Unable to start subsystem|Channel open failure|exit (code|signal)/.test(error.message)) {
    return brokenFailure(error, endpoint, 'none');
  }
  return new TargetFailure(
    'not_supported',
    `${place(endpoint)} gives this account no SFTP; enable the sftp subsystem for it`,
  );
}

/** The credential is right, so it is neither invalid nor locked out; but the account is no use until it is changed. */
export function expiredText(endpoint: Endpoint): string {
  return `${place(endpoint)} accepts the password but it has expired there; reconcile it, or change it by hand`;
}
