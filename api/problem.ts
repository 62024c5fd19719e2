/** The last beat: whatever went wrong becomes one problem document (RFC 9457), and never more than the caller may know. */

import type { ServerResponse } from 'node:http';
import { mongo } from 'mongoose';
import { CapstanError, ERRORS } from '../domain/errors.ts';
import { isConnectionLost } from '../store/database-error.ts';
import { DPOP_ALGORITHMS } from './authentication/dpop-proof.ts';

const DPOP_CHALLENGE = `DPoP realm="capstan", algs="${DPOP_ALGORITHMS.join(' ')}"`;
const CHALLENGES = ['Basic realm="capstan", charset="UTF-8"', 'Bearer realm="capstan"', DPOP_CHALLENGE];

/** The public face of any error; `internal` carries the original as its cause, for the log. */
export function asCapstanError(error: unknown): CapstanError {
  if (error instanceof CapstanError) return error;
  if (error instanceof mongo.MongoServerError && error.code === 11000) {
    return new CapstanError('name_taken', 'Another object has the same name or the same key.', { cause: error });
  }
  if (isConnectionLost(error)) {
    return new CapstanError('not_ready', 'The database does not answer at the moment.', {
      cause: error,
      retryAfterSeconds: 2,
    });
  }
  return new CapstanError('internal', 'The request failed for a reason that is not yours.', { cause: error });
}

/** Body of the answer: `type` leads to the page of the code, `errors` point into body, path, query or headers. */
export function problemDocument(error: CapstanError, correlationId: string): Record<string, unknown> {
  const { status, title } = ERRORS[error.code];
  return {
    type: `/docs/errors#${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    correlation_id: correlationId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(error.extensions ? { extensions: error.extensions } : {}),
  };
}

/** RFC 9470: a client that can ask the person again is told how fresh the proof has to be. */
function challengesOf({ code, maxAgeSeconds }: CapstanError): string[] {
  if (code !== 'fresh_authentication_required') return CHALLENGES;
  return [`Bearer realm="capstan", error="insufficient_user_authentication", max_age=${maxAgeSeconds ?? 0}`];
}

/** Answers with the problem; a response that has begun can only be cut off. */
export function sendProblem(response: ServerResponse, error: CapstanError, correlationId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error.status === 401) response.setHeader('WWW-Authenticate', challengesOf(error));
  if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.retryAfterSeconds));
  const text = JSON.stringify(problemDocument(error, correlationId));
  response.writeHead(error.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
