/** Composes the HTTP side of Capstan: Express, security headers, the OAuth2 server, system pages, and the contract's operations. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { OpenAPIBackend } from 'openapi-backend';
import type { Logger } from 'winston';
import { CapstanError } from '../domain/errors.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { logWhenDone } from './access-log.ts';
import { Authenticator } from './authentication/authenticate.ts';
import { DpopProofs } from './authentication/dpop-proof.ts';
import { Organizations } from './authentication/organizations.ts';
import { AccessProfiles } from './authorization/access-profiles.ts';
import { Authorizer } from './authorization/authorize.ts';
import type { Contract } from './contract.ts';
import { Evidence } from './evidence.ts';
import { Exchange } from './exchange.ts';
import { handleWith } from './handle.ts';
import type { Idempotency } from './idempotency.ts';
import { MAX_BODY_BYTES } from './json-body.ts';
import type { Means, Operation } from './operation.ts';
import { createOperationsBackend } from './operations-backend.ts';
import { asCapstanError, sendProblem } from './problem.ts';

export interface ServerParts {
  readonly contract: Contract;
  readonly means: Means;
  readonly operations: readonly Operation[];
  readonly idempotency: Idempotency;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where clients reach this API, without a slash at the end. */
  readonly baseUrl: string;
  /** Aborted when the process stops: event streams end then. */
  readonly closing: AbortSignal;
  /** Addresses and CIDR ranges of proxies whose word on the client's address is taken; default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** What answers before the contract's operations: system pages and the OAuth2 server. */
  readonly mount?: (app: Express, shared: SharedParts) => Promise<void>;
}

/** What the mounted parts have in common with the operations. */
export interface SharedParts {
  readonly organizations: Organizations;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly evidence: Evidence;
  /** Sends the problem that `error` is, logged where it is Capstan's own fault. */
  readonly fail: (exchange: Exchange, error: unknown) => void;
}

export interface Server {
  readonly app: Express;
  readonly backend: OpenAPIBackend;
  readonly evidence: Evidence;
}

/** @throws Error where contract and operations do not fit together. */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { contract, means, operations, logger } = parts;
  const organizations = new Organizations(means.store);
  const { store, signInThrottle: throttle, secondFactors } = means;
  const authenticator = new Authenticator({
    store,
    organizations,
    throttle,
    secondFactors,
    dpopProofs: new DpopProofs(store, parts.baseUrl),
  });
  const authorizer = new Authorizer({ store: means.store, organizations, profiles: new AccessProfiles(means.store) });
  const evidence = new Evidence(means.store);
  const handle = handleWith({ ...parts, evidence, authenticator, authorizer });
  const backend = await createOperationsBackend({ contract, authenticator, authorizer, operations, handle });
  const fail = failWith(logger);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', [...(parts.trustedProxies ?? [])]);
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    }),
  );
  app.use(openExchange(parts));
  await parts.mount?.(app, { organizations, authenticator, authorizer, evidence, fail });
  app.use(operationsOf(backend, evidence, fail));
  app.use(lastResort(fail));
  return { app, backend, evidence };
}

const exchanges = new WeakMap<ServerResponse, Exchange>();

/** The exchange of a request, which {@link openExchange} has begun. */
export function exchangeOf(response: ServerResponse): Exchange {
  const exchange = exchanges.get(response);
  if (exchange) return exchange;
  throw new Error('a request came without an exchange: openExchange must be mounted first');
}

function openExchange({ logger, metrics }: ServerParts): RequestHandler {
  return (request, response, next) => {
    const exchange = new Exchange(request, response);
    exchanges.set(response, exchange);
    if (hasUnboundedBody(request)) response.shouldKeepAlive = false;
    logWhenDone(logger, exchange);
    response.once('close', () => {
      const labels = {
        operation: exchange.operation?.id ?? 'none',
        method: request.method,
        status: response.statusCode,
      };
      metrics.httpRequestDuration.observe(labels, (performance.now() - exchange.startedAtMs) / 1000);
    });
    next();
  };
}

/**
 * Node reads to its end whatever of a body nobody wants, so that the connection can serve again. That is worth it
 * only where the end is announced and near; otherwise the connection ends with the answer.
 */
function hasUnboundedBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > MAX_BODY_BYTES;
}

function operationsOf(backend: OpenAPIBackend, evidence: Evidence, fail: SharedParts['fail']): RequestHandler {
  return async (request, response) => {
    const exchange = exchangeOf(response);
    const { method, path, headers } = request;
    try {
      await backend.handleRequest({ method, path, headers: Object(headers) }, exchange);
    } catch (thrown) {
      const error = asCapstanError(thrown);
      try {
        await evidence.ofProblem(exchange, error);
        fail(exchange, error);
      } catch (unrecorded) {
        // No refusal without evidence either: what cannot be recorded is answered as such.
        fail(exchange, unrecorded);
      }
    }
  };
}

function failWith(logger: Logger): SharedParts['fail'] {
  return (exchange, thrown) => {
    const error = asCapstanError(thrown);
    exchange.code = error.code;
    if (error.status >= 500) {
      const { correlationId: correlation_id, operation } = exchange;
      logger.error('A request failed', {
        correlation_id,
        operation: operation?.id,
        code: error.code,
        error: error.cause,
      });
    }
    sendProblem(exchange.response, error, exchange.correlationId);
  };
}

/** Express takes a function with four parameters for an error handler. */
function lastResort(fail: SharedParts['fail']): ErrorRequestHandler {
  return (error, _request, response, _next) => fail(exchangeOf(response), ofExpress(error));
}

/** Express decodes addresses of what is mounted, and says by a status of 4xx that it is not to blame. */
function ofExpress(error: unknown): unknown {
  const status: unknown = Reflect.get(Object(error), 'status');
  const isCallers = typeof status === 'number' && status >= 400 && status < 500;
  if (error instanceof CapstanError || !isCallers) return error;
  return error instanceof URIError
    ? new CapstanError('malformed_request', 'The address of the request has a % that encodes nothing.', {
        cause: error,
      })
    : new CapstanError('malformed_request', 'The request cannot be read.', { cause: error });
}
