/** What PostgreSQL's answers mean: SQLSTATE to failure code, and what the server did before it answered. */

import pg from 'pg';
import { type Effect, TargetFailure, type TargetFailureCode } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';
import { endpointFailure, place } from './endpoint-failure.ts';
import { WireViolation } from './postgres-message.ts';
import { NoTls } from './postgres-socket.ts';

/** Meaning of an SQLSTATE (PostgreSQL manual, appendix A). The text says what to do; it never repeats the server's. */
const MEANINGS: Readonly<Record<string, readonly [code: TargetFailureCode, text: string]>> = {
  '28P01': ['credential_invalid', 'refused the user name or password, or the role is past its VALID UNTIL'],
  '3D000': ['access_denied', 'has no such database; check the setting database of the platform'],
  '42501': [
    'access_denied',
    'does not let this role do it; it needs CREATEROLE with ADMIN on the managed role, or CONNECT',
  ],
  '42704': ['access_denied', 'has no such role'],
  '22023': ['password_rejected', 'rejected the password by a rule of its own'],
  '25006': ['not_supported', 'is read-only; give the device the address of the primary'],
  '0A000': ['not_supported', 'does not support this statement'],
  '53300': ['unreachable', 'has no free connection'],
  '57P01': ['unreachable', 'is shutting down, or an administrator ended the connection'],
  '57P02': ['unreachable', 'is restarting after a crash'],
  '57P03': ['unreachable', 'does not take connections at the moment'],
  '57014': ['timeout', 'canceled the statement'],
};

/**
 * Translates what a `pg` client or its socket threw. `lost` is what is known of the target where the answer did not come:
 * only a complete answer of severity ERROR proves that the statement was rolled back. `judged`: whether the server may
 * count a failed login even where it does not say so.
 */
export function postgresFailure(error: unknown, endpoint: Endpoint, lost: Effect, judged = false): TargetFailure {
  const failure = failureFor(error, endpoint, lost);
  if (!judged || failure.judged) return failure;
  return new TargetFailure(failure.code, failure.message, failure.effect, { judged });
}

function failureFor(error: unknown, endpoint: Endpoint, lost: Effect): TargetFailure {
  const server = `PostgreSQL at ${place(endpoint)}`;
  if (error instanceof WireViolation) return new TargetFailure(error.code, `${server} ${error.message}`, lost);
  if (error instanceof pg.DatabaseError) return serverFailure(error, server, lost);
  if (error instanceof NoTls) {
    return new TargetFailure('tls_untrusted', `${server} does not speak TLS; set ssl = on there`, lost);
  }
  const known = endpointFailure(error, endpoint, lost);
  if (known) return known;
  const text = error instanceof Error ? error.message : '';
  if (text.startsWith('Connection terminated') || text.startsWith('Client has encountered a connection error')) {
    return new TargetFailure('unreachable', `${server} dropped the connection`, lost);
  }
  if (text.startsWith('SASL: SCRAM-SERVER-FIRST-MESSAGE: iteration count')) {
    return new TargetFailure('not_supported', `${server} wants more than 100000 SCRAM iterations for this role`, lost);
  }
  if (text.startsWith('SASL: SCRAM-SERVER-FINAL')) {
    return new TargetFailure('protocol_error', `${server} cannot prove that it knows the password itself`, lost);
  }
  return new TargetFailure('protocol_error', `${place(endpoint)} does not answer as PostgreSQL does`, lost);
}

function serverFailure(error: pg.DatabaseError, server: string, lost: Effect): TargetFailure {
  // What is no SQLSTATE is text of the target's choosing, and goes nowhere.
  const state = /^[0-9A-Z]{5}$/.test(error.code ?? '') ? (error.code ?? '') : '';
  const [code, text] = meaning(state, error.routine);
  const effect = error.severity === 'ERROR' ? 'none' : lost;
  return new TargetFailure(code, `${server} ${text} (${state === '' ? 'no SQLSTATE' : `SQLSTATE ${state}`})`, effect);
}

function meaning(state: string, routine: string | undefined): readonly [TargetFailureCode, string] {
  if (state === '28000') {
    // One SQLSTATE for two things; the routine tells them apart in every language of the server's messages.
    return routine === 'InitializeSessionUserId'
      ? ['account_locked_out', 'does not let this role log in: it is NOLOGIN']
      : ['access_denied', 'has no line in pg_hba.conf that lets this role in from here'];
  }
  const known = MEANINGS[state];
  if (known) return known;
  if (state.startsWith('08') || state.startsWith('53')) return ['unreachable', 'cannot serve the connection'];
  return ['protocol_error', 'answered with an error that Capstan does not know'];
}
