/** Why a session ends, and what its client is told of it. */

import { TARGET_FAILURE_MEANINGS, TargetFailure, type TargetFailureCode } from '../../domain/target-failure.ts';
import type { PostgresEnd } from './contract.ts';
import type { ErrorReport } from './messages.ts';
import { ProtocolViolation } from './protocol-violation.ts';
import { NotRecorded } from './statement-desk.ts';
import { PasswordNotHad } from './upstream.ts';

export interface SessionEnd {
  readonly why: Pick<PostgresEnd, 'cause' | 'text' | 'failure' | 'error'>;
  /** null: the client knows, or is gone. */
  readonly lastWord: ErrorReport | null;
}

/** Thrown where the client asks for more than its session allows; the text is shown to it. */
export class NotInThisSession extends Error {
  override readonly name = 'NotInThisSession';
}

export const LEFT: SessionEnd = { why: { cause: 'left', text: 'the client has left' }, lastWord: null };

export function told(reason: string): SessionEnd {
  return { why: { cause: 'ended', text: reason }, lastWord: fatal('57P01', `terminating connection: ${reason}`) };
}

export function idleFor(limitMs: number): SessionEnd {
  const text = `no input for ${Math.round(limitMs / 1000)} s`;
  return { why: { cause: 'idle', text }, lastWord: fatal('57P05', `terminating connection: ${text}`) };
}

/** @param hasSaidWhy whether the target has told the client itself */
export function targetClosed(hasSaidWhy: boolean): SessionEnd {
  const text = 'the target has closed the connection';
  return { why: { cause: 'target_closed', text }, lastWord: hasSaidWhy ? null : fatal('08006', text) };
}

export function targetViolates(violation: ProtocolViolation): SessionEnd {
  const text = `the target ${violation.message}`;
  return { why: { cause: 'target_violation', text }, lastWord: fatal(violation.sqlState, text) };
}

/** Of what was thrown while a target was connected, or while something of the client's was carried out. */
export function endOf(error: unknown): SessionEnd {
  if (error instanceof NotInThisSession) {
    return { why: { cause: 'refused', text: error.message }, lastWord: fatal('42501', error.message) };
  }
  if (error instanceof TargetFailure) return notConnected(error);
  if (error instanceof PasswordNotHad) {
    const text = 'the password of the account was not handed over';
    return { why: { cause: 'secret_withheld', text, error: error.cause }, lastWord: fatal('57P03', text) };
  }
  if (error instanceof NotRecorded) {
    const text = 'this session ends because it cannot be recorded';
    return { why: { cause: 'recording_failed', text, error: error.cause }, lastWord: fatal('58030', text) };
  }
  if (error instanceof ProtocolViolation) {
    const text = `the client ${error.message}`;
    return { why: { cause: 'client_violation', text }, lastWord: fatal(error.sqlState, text) };
  }
  const text = 'the gateway has failed';
  return { why: { cause: 'fault', text, error }, lastWord: fatal('XX000', text) };
}

const NO_CONNECTION: ReadonlySet<TargetFailureCode> = new Set(['unreachable', 'timeout', 'tls_untrusted']);

function notConnected(failure: TargetFailure): SessionEnd {
  // Where the target is, and in what words it refuses, is for operators.
  const text = `the target cannot be used: ${TARGET_FAILURE_MEANINGS[failure.code]}`;
  const sqlState = NO_CONNECTION.has(failure.code) ? '08001' : '08004';
  return { why: { cause: 'unreachable', text, failure }, lastWord: fatal(sqlState, text) };
}

function fatal(sqlState: string, message: string): ErrorReport {
  return { severity: 'FATAL', sqlState, message };
}
