/** The fourth beat: runs an operation together with its evidence, and answers. */

import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'openapi-backend';
import type { Logger } from 'winston';
import { CapstanError } from '../domain/errors.ts';
import { newEventId } from '../store/event-ids.ts';
import type { Authenticator } from './authentication/authenticate.ts';
import type { Authorizer } from './authorization/authorize.ts';
import { readIfMatch } from './etag.ts';
import type { Evidence } from './evidence.ts';
import type { Exchange } from './exchange.ts';
import type { Idempotency, IdempotencyClaim } from './idempotency.ts';
import { keepConnection } from './keep-connection.ts';
import type { Answer, Command, Means, Operation, Query, Relayed, Request, Stream } from './operation.ts';
import type { RoutedRequest } from './route-table.ts';
import { EVENT_STREAM_DEFAULTS, EVENT_STREAM_HEADERS, writeEvents } from './server-sent-events.ts';

export interface HandleParts {
  readonly means: Means;
  readonly evidence: Evidence;
  readonly idempotency: Idempotency;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly logger: Logger;
  /** Aborted when the process stops: streams end then. */
  readonly closing: AbortSignal;
}

export type Handle = (operation: Operation) => (context: Context, exchange: Exchange) => Promise<void>;

/** Makes the handlers that openapi-backend calls once a request has passed every check. */
export function handleWith(parts: HandleParts): Handle {
  return (operation) => async (context, exchange) => {
    const request = requestOf(parts.means, context, exchange);
    if (operation.kind === 'stream') return runStream(parts, operation, request, exchange);
    await sendAnswer(parts, exchange, await run(parts, operation, request, exchange));
  };
}

function run(
  parts: HandleParts,
  operation: Exclude<Operation, Stream>,
  request: Request,
  exchange: Exchange,
): Promise<Answer> {
  switch (operation.kind) {
    case 'query':
      return runQuery(parts, operation, request, exchange);
    case 'command':
      return runCommand(parts, operation, request, exchange);
    case 'relayed':
      return runRelayed(parts, operation, request, exchange);
  }
}

function requestOf(means: Means, context: Context, exchange: Exchange): Request {
  const { actor, access, organization } = exchange;
  if (!actor || !access || !organization) throw new CapstanError('unauthenticated', 'Nobody is known to ask.');
  const { params, query, requestBody }: RoutedRequest = context.request;
  return {
    actor,
    access,
    organizationId: actor.organizationId,
    organization,
    auditActor: exchange.auditActor,
    origin: exchange.origin,
    correlationId: exchange.correlationId,
    traceId: exchange.traceId,
    path: Object(params),
    query: Object(query),
    // Validated against the contract that the type is made from.
    body: requestBody as Request['body'],
    wantsContent: wantsContent(exchange),
    ifMatch: readIfMatch(exchange.request.headers['if-match']),
    prefers: (type) => exchange.request.accepts(['application/json', type]) === type,
    now: new Date(),
    whenAnswered: tellWhenAnswered(exchange.response),
    whileMade: (make) => keepConnection(exchange.request.socket, make),
    means,
  };
}

function wantsContent({ request }: Exchange): boolean {
  return request.method !== 'HEAD';
}

/** With one listener, however many wait: a response takes few. */
function tellWhenAnswered(response: ServerResponse): Request['whenAnswered'] {
  const waiting: (() => void)[] = [];
  let isAnswered = false;
  return (done) => {
    if (isAnswered) return done();
    if (waiting.push(done) > 1) return;
    finished(response, () => {
      isAnswered = true;
      for (const each of waiting) each();
    });
  };
}

async function runQuery(parts: HandleParts, query: Query, request: Request, exchange: Exchange): Promise<Answer> {
  const answer = await query.handle(request);
  requireDecision(request, query.id);
  await parts.evidence.ofQuery(exchange, answer);
  return answer;
}

async function runCommand(parts: HandleParts, command: Command, request: Request, exchange: Exchange): Promise<Answer> {
  const hasSecretAnswer = exchange.operation?.hasSecretAnswer ?? false;
  const claim = parts.idempotency.claimOf(exchange);
  const replay = async () => claim && (await parts.idempotency.replay(claim, request.access, hasSecretAnswer));

  const kept = await replay();
  if (kept) return replayed(parts, exchange, kept);
  try {
    const answer = await commit(parts, command, request, exchange, claim);
    command.afterCommit?.(request, answer);
    return answer;
  } catch (error) {
    // Another request with the same key may have been quicker; then its answer is ours too.
    const first = await replay();
    if (first) return replayed(parts, exchange, first);
    throw error;
  }
}

/** A handler that has asked for no decision must not answer, and what it has written must not commit. */
function requireDecision({ access }: Request, operation: string): void {
  if (!access.place) throw new Error(`${operation} has asked for no access decision`);
}

/** Effect, evidence and kept answer in one transaction: all of them, or none. */
async function commit(
  { means, evidence, idempotency }: HandleParts,
  command: Command,
  request: Request,
  exchange: Exchange,
  claim: IdempotencyClaim | undefined,
): Promise<Answer> {
  const eventId = newEventId();
  return means.store.transaction(async (session) => {
    const answer = await command.handle(request, { session, eventId });
    requireDecision(request, command.id);
    await evidence.ofCommand(session, exchange, answer, eventId);
    if (claim) {
      const hasSecretAnswer = exchange.operation?.hasSecretAnswer ?? false;
      await idempotency.keep(session, claim, request.access, answer, hasSecretAnswer);
    }
    return answer;
  });
}

/** Effect and evidence commit where the workflow has its activities. */
async function runRelayed(parts: HandleParts, relayed: Relayed, request: Request, exchange: Exchange): Promise<Answer> {
  const { idempotency, means, logger } = parts;
  const claim = idempotency.claimOf(exchange);
  const hasSecretAnswer = exchange.operation?.hasSecretAnswer ?? false;
  const kept = claim && (await idempotency.replay(claim, request.access, hasSecretAnswer));
  if (kept) return replayed(parts, exchange, kept);
  const { isRepeat, ...answer } = await relayed.handle(request, idempotency.sentOf(claim, exchange));
  requireDecision(request, relayed.id);
  if (claim) {
    try {
      await means.store.transaction((session) =>
        idempotency.keep(session, claim, request.access, answer, hasSecretAnswer),
      );
    } catch (error) {
      // It is done, and knows by which request: that answers the next one with this key, if not in the same words.
      logger.warn('An answer could not be kept for its Idempotency-Key', { operation: relayed.id, error });
    }
  }
  if (!isRepeat) return answer;
  return replayed(parts, exchange, { ...answer, headers: { ...answer.headers, 'Idempotency-Replayed': 'true' } });
}

async function replayed({ evidence }: HandleParts, exchange: Exchange, answer: Answer): Promise<Answer> {
  await evidence.ofQuery(exchange, {
    ...answer,
    change: 'answered again for the same Idempotency-Key; nothing was done',
  });
  return answer;
}

async function runStream(parts: HandleParts, stream: Stream, request: Request, exchange: Exchange): Promise<void> {
  const leave = new AbortController();
  const stop = () => leave.abort();
  parts.closing.addEventListener('abort', stop, { once: true });
  try {
    const lastEventId = exchange.request.headers['last-event-id'];
    const events = await stream.open({
      ...request,
      lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
      signal: leave.signal,
      accessNow: () => parts.authorizer.accessNow(exchange),
    });
    requireDecision(request, stream.id);
    await parts.evidence.ofQuery(exchange, { status: 200 });
    if (!request.wantsContent) {
      exchange.response.writeHead(200, EVENT_STREAM_HEADERS).end();
      return;
    }
    await writeEvents(exchange.response, events, leave, {
      ...EVENT_STREAM_DEFAULTS,
      accessHolds: () => stillHolds(parts, exchange),
    });
  } finally {
    parts.closing.removeEventListener('abort', stop);
    leave.abort();
  }
}

/** Whether who listens is still who it was, and may still see what lies where the stream comes from. */
async function stillHolds({ authenticator, authorizer }: HandleParts, exchange: Exchange): Promise<boolean> {
  const { actor, access, operation } = exchange;
  if (!actor || !access?.place || !(await authenticator.stillHolds(actor))) return false;
  if (operation?.reach === 'anywhere') return (await authorizer.accessNow(exchange)) !== null;
  return authorizer.stillAllows(exchange, access.place);
}

async function sendAnswer(
  { logger }: HandleParts,
  exchange: Exchange,
  { status, body, content, headers }: Answer,
): Promise<void> {
  const { response, operation } = exchange;
  const sent = content ?? { type: 'application/json', bytes: body === undefined ? '' : JSON.stringify(body) };
  const length = 'open' in sent ? sent.length : Buffer.byteLength(sent.bytes);
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...(status === 204 ? {} : { 'Content-Type': sent.type }),
    ...(status === 204 || length === null ? {} : { 'Content-Length': length }),
    ...headers,
  });
  // Nothing is read that nobody is sent.
  if (!('open' in sent) || !wantsContent(exchange)) {
    response.end('open' in sent ? undefined : sent.bytes);
    return;
  }
  // Whoever reads it sees by its length, or by the last chunk that is missing, that it was cut off; there is nobody left to
  // tell anything else.
  await pipeline(sent.open(), wholeOf(length), response).catch((error: unknown) => {
    logger.warn('An answer was cut off', { operation: operation?.id, error });
    response.destroy();
  });
}

/** Passes on what it reads, and fails where that is not as long as was announced: a store may simply end early. */
function wholeOf(length: number | null) {
  return async function* (pieces: AsyncIterable<Buffer>) {
    if (length === null) return yield* pieces;
    let left = length;
    for await (const piece of pieces) {
      left -= piece.length;
      yield piece;
    }
    if (left !== 0) throw new Error(`${left} bytes of ${length} are missing`);
  };
}
