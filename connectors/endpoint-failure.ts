/** What errors of sockets, name resolution and TLS mean for a target. */

import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Names that OpenSSL and Node give to a certificate that does not convince. */
const UNTRUSTED =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|CRL_)/;

/** `address:port`, for messages. */
export function place(endpoint: Endpoint): string {
  return `${endpoint.address}:${endpoint.port}`;
}

/** The stable name of an error of Node, OpenSSL or a server; empty where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The failure that a socket or TLS error stands for; undefined where it is neither. `judged` as in `TargetFailure`. */
export function endpointFailure(
  error: unknown,
  endpoint: Endpoint,
  effect: Effect,
  judged = false,
): TargetFailure | undefined {
  const code = errorCode(error);
  if (UNREACHABLE.has(code)) {
    return new TargetFailure(
      'unreachable',
      `${place(endpoint)} cannot be reached or dropped the connection (${code}); check address, port, network and that the service runs`,
      effect,
      { judged },
    );
  }
  if (UNTRUSTED.test(code)) {
    return new TargetFailure(
      'tls_untrusted',
      `the certificate of ${place(endpoint)} is not trusted (${code}); check the device's CA certificate and server name`,
      effect,
      { judged },
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return new TargetFailure(
      'tls_untrusted',
      `no TLS connection could be made with ${place(endpoint)} (${code}); check that the service speaks TLS 1.2 or later`,
      effect,
      { judged },
    );
  }
  return undefined;
}
