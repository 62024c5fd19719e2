/** One fresh connection to PostgreSQL, authenticated by password, closed whatever happens. */

import { Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import pg from 'pg';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint, Login, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { postgresFailure } from './postgres-failure.ts';
import { normalizedPassword, UnusablePassword } from './scram.ts';
import { abortedFailure, stopIfAborted, withinLimit } from './time-limit.ts';

export interface PostgresConnectionSettings {
  readonly database: string;
  readonly application_name: string;
}

export interface PostgresSession {
  /** Runs one statement that changes nothing and answers its rows. */
  read(statement: string, values?: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  /** Runs one statement that changes the target: it is not given up half-way, and a lost answer is `unknown`. */
  change(statement: string): Promise<void>;
}

const CLOSE_LIMIT_MS = 1_000;
/** Share of the operation limit after which the server itself cancels a statement. */
const SERVER_SHARE = 0.8;

/**
 * Logs in, hands a session to `work` and closes the connection.
 * @throws TargetFailure; `none` unless `change` was sent.
 */
export async function withPostgres<T>(
  target: TargetContext<PostgresConnectionSettings>,
  login: Login,
  work: (session: PostgresSession) => Promise<T>,
): Promise<T> {
  stopIfAborted(target.signal);
  const socket = new Socket();
  // pg has listeners of its own; this one stays when they are gone, for errors that come while closing.
  socket.on('error', () => undefined);
  let passwordAsked = false;
  const client = new pg.Client({
    host: target.endpoint.address,
    port: target.endpoint.port,
    user: login.username,
    database: target.settings.database,
    application_name: target.settings.application_name,
    // The server gives up first: a statement that it cancels itself has certainly changed nothing.
    statement_timeout: Math.max(Math.floor(target.operationTimeoutMs * SERVER_SHARE), 1),
    // A function, so that we learn whether the server wanted to know at all.
    password: passwordSource(login, () => {
      passwordAsked = true;
    }),
    ssl: tlsOptions(target.endpoint),
    stream: () => socket,
  });
  // A connection that breaks rejects the statement under way as well, and there the break is reported.
  client.on('error', () => undefined);
  try {
    await withinLimit(client.connect(), {
      limitMs: target.connectTimeoutMs,
      signal: target.signal,
      failure: (why) => (why === 'aborted' ? abortedFailure() : slow(target, 'connecting', 'none')),
    });
    if (!passwordAsked) {
      throw new TargetFailure(
        'protocol_error',
        `PostgreSQL at ${place(target.endpoint)} lets this role in without a password (trust in pg_hba.conf?), so nothing is proven`,
      );
    }
    return await work(session(client, target));
  } catch (error) {
    throw postgresFailure(error, target.endpoint, 'none');
  } finally {
    await close(client, socket);
  }
}

function session(client: pg.Client, target: TargetContext): PostgresSession {
  const until = performance.now() + target.operationTimeoutMs;
  const run = async (statement: string, values: readonly string[], lost: Effect) => {
    try {
      return await withinLimit(client.query<Record<string, unknown>>(statement, [...values]), {
        limitMs: Math.max(until - performance.now(), 0),
        ...(lost === 'none' ? { signal: target.signal } : {}),
        failure: (why) => (why === 'aborted' ? abortedFailure() : slow(target, 'answering', lost)),
      });
    } catch (error) {
      throw postgresFailure(error, target.endpoint, lost);
    }
  };
  return {
    read: async (statement, values = []) => (await run(statement, values, 'none')).rows,
    change: async (statement) => {
      stopIfAborted(target.signal);
      await run(statement, [], 'unknown');
    },
  };
}

function slow(target: TargetContext, what: string, effect: Effect): TargetFailure {
  const limitMs = what === 'connecting' ? target.connectTimeoutMs : target.operationTimeoutMs;
  return new TargetFailure(
    'timeout',
    `PostgreSQL at ${place(target.endpoint)}: ${what} took more than ${limitMs} ms`,
    effect,
  );
}

function passwordSource({ material }: Login, onAsked: () => void): () => string {
  if (material.kind !== 'password') {
    throw new TargetFailure('not_supported', 'PostgreSQL roles log in with a password, not with an SSH key');
  }
  let password: string;
  try {
    password = normalizedPassword(material.secret);
  } catch (error) {
    if (!(error instanceof UnusablePassword)) throw error;
    throw new TargetFailure('credential_invalid', `this password cannot log in at any PostgreSQL: ${error.message}`);
  }
  return () => {
    onAsked();
    return password;
  };
}

function tlsOptions({ address, port, trust }: Endpoint): ConnectionOptions | false {
  switch (trust.kind) {
    case 'tls': {
      const name = trust.server_name ?? address;
      return {
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        // The name is checked here, whatever the library takes for the name of the server.
        checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
        ...(trust.ca_pem === null ? {} : { ca: trust.ca_pem }),
      };
    }
    case 'loopback_plaintext':
      if (/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address) || address === '::1') return false;
      throw new TargetFailure(
        'not_supported',
        `${address}:${port} is not a loopback address (127.0.0.0/8 or ::1), and clear text goes nowhere else; set TLS trust on the device`,
      );
    default:
      throw new TargetFailure(
        'not_supported',
        'PostgreSQL is trusted by TLS, not by an SSH host key; set TLS trust on the device',
      );
  }
}

async function close(client: pg.Client, socket: Socket): Promise<void> {
  if (!socket.destroyed && !socket.connecting) {
    // Saying goodbye is a courtesy to the server's log; what the call found out stands without it.
    const goodbye = client.end().catch(() => undefined);
    await withinLimit(goodbye, { limitMs: CLOSE_LIMIT_MS, failure: () => new Error('slow') }).catch(() => undefined);
  }
  socket.destroy();
}
