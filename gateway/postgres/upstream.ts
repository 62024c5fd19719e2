/** The connection to the target: trusted as its device says, logged in by us, and then handed over as it stands. */

import { Socket } from 'node:net';
import pg from 'pg';
import type { Endpoint } from '../../connectors/contract.ts';
import { place } from '../../connectors/endpoint-failure.ts';
import { PostgresConversation } from '../../connectors/postgres-conversation.ts';
import { postgresFailure } from '../../connectors/postgres-failure.ts';
import { MECHANISM, PostgresLogin } from '../../connectors/postgres-login.ts';
import { saslInitialResponse, saslResponse, WireViolation } from '../../connectors/postgres-message.ts';
import { openPostgresSocket } from '../../connectors/postgres-socket.ts';
import { UnusablePassword } from '../../connectors/scram.ts';
import { abortedFailure, stopIfAborted, withinLimit } from '../../connectors/time-limit.ts';
import type { Secret } from '../../domain/secret.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import type { PostgresTarget } from './contract.ts';
import { HEADER_BYTES } from './frames.ts';
import { errorFields, int32 } from './messages.ts';
import { readExactly, StreamEnded } from './read-exactly.ts';
import { CANCEL_CODE } from './startup-packet.ts';

/** Logged in and waiting for the first message of a client. */
export interface Upstream {
  readonly socket: Socket;
  /** What the server has said of its settings, as messages. */
  readonly parameterStatuses: readonly Buffer[];
  /** Asks the server to cancel what it is at. Never rejects. */
  cancel(): Promise<void>;
}

export interface UpstreamRequest {
  readonly database: string;
  /** Settings besides user and database, by name. */
  readonly parameters: ReadonlyMap<string, string>;
}

const VERSION = 3 << 16;
const CANCEL_LIMIT_MS = 5_000;
const PASSWORD_LIMIT_MS = 60_000;
/** Of one message of a login, and of all of them. */
const MAX_LOGIN_MESSAGE_BYTES = 64 * 1024;
const MAX_LOGIN_BYTES = 1024 * 1024;

/** @throws TargetFailure; what `target.password` throws. Nothing is left open then. */
export async function openUpstream(
  target: PostgresTarget,
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<Upstream> {
  const { endpoint } = target;
  stopIfAborted(signal);
  const raw = new Socket();
  const conversation = new PostgresConversation();
  const inTime = <T>(work: Promise<T>) =>
    withinLimit(work, {
      limitMs: target.connectTimeoutMs,
      signal,
      failure: (why) =>
        why === 'aborted' ? abortedFailure(conversation.isJudging) : slow(target, conversation.isJudging),
    });
  try {
    const socket = await inTime(openPostgresSocket(raw, endpoint));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const password = await passwordFor(target, signal);
    const login = { username: target.username, password, request };
    const { parameterStatuses, key } = await inTime(logIn(socket, conversation, login));
    return { socket, parameterStatuses, cancel: () => cancelAt(endpoint, key) };
  } catch (error) {
    raw.destroy();
    if (error instanceof TargetFailure || error instanceof PasswordNotHad) throw error;
    throw failureOf(error, endpoint, conversation.isJudging);
  }
}

/** Thrown where whoever holds the secret does not hand it over; the cause is theirs. */
export class PasswordNotHad extends Error {
  override readonly name = 'PasswordNotHad';
}

async function passwordFor(target: PostgresTarget, signal: AbortSignal): Promise<Secret> {
  try {
    const failure = () => new Error('it took too long, or the session has ended');
    return await withinLimit(target.password(signal), { limitMs: PASSWORD_LIMIT_MS, signal, failure });
  } catch (error) {
    throw new PasswordNotHad('the password of the account was not handed over', { cause: error });
  }
}

interface UpstreamLogin {
  readonly username: string;
  readonly password: Secret;
  readonly request: UpstreamRequest;
}

interface LoggedIn {
  readonly parameterStatuses: readonly Buffer[];
  /** Process number and secret, as the server wrote them. */
  readonly key: Buffer;
}

async function logIn(
  socket: Socket,
  conversation: PostgresConversation,
  { username, password, request }: UpstreamLogin,
): Promise<LoggedIn> {
  const login = new PostgresLogin(password);
  const parameterStatuses: Buffer[] = [];
  let key = Buffer.alloc(8);
  let total = 0;
  const say = (message: Buffer) => {
    conversation.sent(message);
    socket.write(message);
  };
  socket.write(startupMessage(username, request));
  for (;;) {
    const message = await nextMessage(socket);
    total += message.length;
    if (total > MAX_LOGIN_BYTES) throw new WireViolation('sent far more than a login asks for');
    const type = String.fromCharCode(message[0] ?? 0);
    const body = message.subarray(HEADER_BYTES);
    const step = conversation.received(type, body);
    if (step === 'offered') say(saslInitialResponse(MECHANISM, login.first()));
    else if (step === 'challenged') say(saslResponse(await login.answer(body.toString('utf8', 4))));
    else if (step === 'proven') login.verify(body.toString('utf8', 4));
    else if (type === 'E') throw serverError(message);
    else if (type === 'S') parameterStatuses.push(message);
    else if (type === 'K') key = Buffer.from(body);
    else if (type === 'Z') return { parameterStatuses, key };
  }
}

async function nextMessage(socket: Socket): Promise<Buffer> {
  const header = await readExactly(socket, HEADER_BYTES);
  const length = header.readUInt32BE(1);
  if (length < 4 || length > MAX_LOGIN_MESSAGE_BYTES) throw new WireViolation('sent a message of impossible length');
  return length === 4 ? header : Buffer.concat([header, await readExactly(socket, length - 4)]);
}

function startupMessage(username: string, { database, parameters }: UpstreamRequest): Buffer {
  const fields = [['user', username], ['database', database], ...parameters].flat();
  // A zero would end a field early, and begin one that nobody has judged.
  if (fields.some((field) => field.includes('\0'))) throw new TargetFailure('not_supported', 'a name holds a zero');
  const body = Buffer.concat([int32(VERSION), Buffer.from(`${fields.join('\0')}\0\0`)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

/** In the form in which the driver would have thrown it, which is the one that failures are judged by. */
function serverError(message: Buffer): pg.DatabaseError {
  const fields = errorFields(message);
  const error = new pg.DatabaseError('refused', message.length, 'error');
  error.code = fields.get('C');
  error.severity = fields.get('V') ?? fields.get('S');
  error.routine = fields.get('R');
  return error;
}

function failureOf(error: unknown, endpoint: Endpoint, judged: boolean): TargetFailure {
  if (error instanceof UnusablePassword) {
    return new TargetFailure('credential_invalid', `this password cannot log in: ${error.message}`, 'none', {
      judged: false,
    });
  }
  const known = error instanceof StreamEnded ? new Error('Connection terminated') : error;
  return postgresFailure(known, endpoint, 'none', judged);
}

function slow({ endpoint, connectTimeoutMs }: PostgresTarget, judged: boolean): TargetFailure {
  const text = `PostgreSQL at ${place(endpoint)}: connecting took more than ${connectTimeoutMs} ms`;
  return new TargetFailure('timeout', text, 'none', { judged });
}

/** Over a connection of its own, which the server closes once it has passed the wish on. */
async function cancelAt(endpoint: Endpoint, key: Buffer): Promise<void> {
  const raw = new Socket();
  const ask = async () => {
    const socket = await openPostgresSocket(raw, endpoint);
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.end(Buffer.concat([int32(16), int32(CANCEL_CODE), key]));
      socket.resume();
    });
  };
  try {
    await withinLimit(ask(), { limitMs: CANCEL_LIMIT_MS, failure: () => new Error('slow') });
  } catch {
    // Nobody waits for the outcome: a statement that goes on is told by its own answer.
  } finally {
    raw.destroy();
  }
}
