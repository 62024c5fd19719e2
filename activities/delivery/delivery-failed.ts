/** Why something did not arrive, in the words of the settings of where it goes; never with what the other side has sent. */

import type { DeliveryFailureCode } from '../../domain/log-collector.ts';
import { OutboundRefused } from '../../runtime/guarded-lookup.ts';

interface Answered {
  readonly status: number;
  readonly retryAfterMs?: number | null;
}

export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
  readonly code: DeliveryFailureCode;
  /** What the other side has answered; null where it has not. */
  readonly status: number | null;
  /** How long it asks to be left alone; null where it does not. */
  readonly retryAfterMs: number | null;

  constructor(code: DeliveryFailureCode, message: string, answered?: Answered) {
    super(message);
    this.code = code;
    this.status = answered?.status ?? null;
    this.retryAfterMs = answered?.retryAfterMs ?? null;
  }
}

/** Errors of OpenSSL and of Node's checks: the other side is not who it should be, or speaks no TLS. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_|EPROTO$)/;
/** What happens to a connection that stood. */
const BROKEN_CODE = /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/;

/**
 * What a socket or a request has failed with.
 * @param where names the collector, for example `logs.example:6514`.
 */
export function failureOf(error: unknown, where: string): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  if (error instanceof OutboundRefused) return new DeliveryFailed('address_refused', error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const shown = /^[A-Z0-9_]{1,60}$/.test(code) ? code : error instanceof Error ? error.name : 'unknown error';
  if (TLS_CODE.test(code))
    return new DeliveryFailed('tls_refused', `${where} cannot be trusted: TLS failed (${shown})`);
  if (BROKEN_CODE.test(code)) return new DeliveryFailed('cut_off', `the connection to ${where} broke (${shown})`);
  return new DeliveryFailed('unreachable', `nothing answers at ${where} (${shown})`);
}
