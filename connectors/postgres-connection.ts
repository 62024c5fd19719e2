/** A connection to PostgreSQL, authenticated by password: for one call, or kept for many statements. */

import { Socket } from 'node:net';
import pg from 'pg';
import type { Secret } from '../domain/secret.ts';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { Login, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { postgresFailure } from './postgres-failure.ts';
import { openPostgresSocket } from './postgres-socket.ts';
import { PostgresWireGuard } from './postgres-wire-guard.ts';
import { normalizedPassword, UnusablePassword } from './scram.ts';
import { abortedFailure, stopIfAborted, withinLimit } from './time-limit.ts';

export interface PostgresConnectionSettings {
  readonly database: string;
  readonly application_name: string;
}

export type Row = Readonly<Record<string, string | null>>;

/** Of a placeholder: a text, or an array of texts. */
export type Value = string | readonly string[];

export interface PostgresSession {
  /** Runs one statement that changes nothing and answers its rows, each value as PostgreSQL writes it. */
  read(statement: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /** Runs one statement that changes the target: it is not given up half-way, and a lost answer is `unknown`. */
  change(statement: string): Promise<void>;
}

/** Logged in. Whoever has it closes it. */
export interface PostgresConnection {
  /** False for good once the server has gone, or has left a statement without an answer. */
  readonly isOpen: boolean;
  /** The operation limit of the target holds for all that one session does, from now on; one at a time. */
  session(): PostgresSession;
  /** Never rejects. */
  close(): Promise<void>;
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
  const connection = await connectPostgres(target, login);
  try {
    return await work(connection.session());
  } finally {
    await connection.close();
  }
}

/** @throws TargetFailure `none`; nothing is left open then. */
export async function connectPostgres(
  target: TargetContext<PostgresConnectionSettings>,
  login: Login,
): Promise<PostgresConnection> {
  stopIfAborted(target.signal);
  const password = passwordOf(login);
  const socket = new Socket();
  let begun: GuardedConnection | undefined;
  const open = async () => {
    const guard = new PostgresWireGuard(await openPostgresSocket(socket, target.endpoint), password);
    begun = { guard, client: clientOver(guard, target, login.username) };
    await begun.client.connect();
    return begun;
  };
  try {
    const opened = await withinLimit(open(), {
      limitMs: target.connectTimeoutMs,
      signal: target.signal,
      failure: (why) => {
        const judged = begun?.guard.isJudging ?? false;
        return why === 'aborted' ? abortedFailure(judged) : slow(target, 'connecting', 'none', judged);
      },
    });
    return connectionOver(opened, socket, target);
  } catch (error) {
    const failure = failureOf(error, target, 'none', begun?.guard);
    await close(begun?.client, socket);
    throw failure;
  }
}

/** What the guard saw explains what the driver says of it; a failure that is one already knows more than both. */
function failureOf(
  error: unknown,
  { endpoint }: TargetContext,
  lost: Effect,
  guard: PostgresWireGuard | undefined,
): TargetFailure {
  if (error instanceof TargetFailure) return error;
  return postgresFailure(guard?.violation ?? error, endpoint, lost, guard?.isJudging);
}

interface GuardedConnection {
  readonly client: pg.Client;
  readonly guard: PostgresWireGuard;
}

function clientOver(
  guard: PostgresWireGuard,
  { endpoint, settings, operationTimeoutMs }: TargetContext<PostgresConnectionSettings>,
  username: string,
): pg.Client {
  const client = new pg.Client({
    host: endpoint.address,
    port: endpoint.port,
    user: username,
    database: settings.database,
    application_name: settings.application_name,
    // The server gives up first: a statement that it cancels itself has certainly changed nothing.
    statement_timeout: Math.max(Math.floor(operationTimeoutMs * SERVER_SHARE), 1),
    // The guard's socket is secured already.
    ssl: false,
    stream: () => guard,
    types: { getTypeParser: () => asText },
  });
  // A connection that breaks rejects the statement under way as well, and there the break is reported.
  client.on('error', () => undefined);
  return client;
}

/** No parser of the driver's works on what the target says. */
function asText(value: string): string {
  return value;
}

function connectionOver(opened: GuardedConnection, socket: Socket, target: TargetContext): PostgresConnection {
  const { client, guard } = opened;
  let isAnswered = true;
  return {
    get isOpen() {
      return isAnswered && guard.isAlive;
    },
    session: () =>
      sessionOver(opened, target, (error) => {
        // Of an error that the server has told, and only of that, the driver knows how the conversation goes on.
        isAnswered &&= error instanceof pg.DatabaseError && error.severity === 'ERROR';
      }),
    close: () => close(client, socket),
  };
}

/** `onFailure` hears what the driver threw, or what ended the wait for it. */
function sessionOver(
  { client, guard }: GuardedConnection,
  target: TargetContext,
  onFailure: (error: unknown) => void,
): PostgresSession {
  const until = performance.now() + target.operationTimeoutMs;
  const run = async (statement: string, values: readonly Value[], lost: Effect) => {
    try {
      return await withinLimit(client.query<Row>(statement, [...values]), {
        limitMs: Math.max(until - performance.now(), 0),
        ...(lost === 'none' ? { signal: target.signal } : {}),
        failure: (why) => (why === 'aborted' ? abortedFailure() : slow(target, 'answering', lost)),
      });
    } catch (error) {
      onFailure(error);
      throw failureOf(error, target, lost, guard);
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

function slow(target: TargetContext, what: string, effect: Effect, judged = false): TargetFailure {
  const limitMs = what === 'connecting' ? target.connectTimeoutMs : target.operationTimeoutMs;
  return new TargetFailure(
    'timeout',
    `PostgreSQL at ${place(target.endpoint)}: ${what} took more than ${limitMs} ms`,
    effect,
    { judged },
  );
}

/** One that can be used. */
function passwordOf({ material }: Login): Secret {
  if (material.kind !== 'password') {
    throw new TargetFailure('not_supported', 'PostgreSQL roles log in with a password, not with an SSH key');
  }
  try {
    normalizedPassword(material.secret);
    return material.secret;
  } catch (error) {
    if (!(error instanceof UnusablePassword)) throw error;
    throw new TargetFailure(
      'credential_invalid',
      `this password cannot log in at any PostgreSQL: ${error.message}`,
      'none',
      {
        judged: false,
      },
    );
  }
}

async function close(client: pg.Client | undefined, socket: Socket): Promise<void> {
  if (client && !socket.destroyed) {
    // Saying goodbye is a courtesy to the server's log; what the call found out stands without it.
    const goodbye = client.end().catch(() => undefined);
    await withinLimit(goodbye, { limitMs: CLOSE_LIMIT_MS, failure: () => new Error('slow') }).catch(() => undefined);
  }
  socket.destroy();
}
