/** What the process answers about itself, to anyone: liveness, readiness, version, metrics and the contract. */

import type { Express, Request, RequestHandler, Response } from 'express';
import { CapstanError } from '../../domain/errors.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { plainAddress } from '../../runtime/addresses.ts';
import type { ReadinessReport } from '../../runtime/health.ts';
import type { Metrics } from '../../runtime/metrics.ts';
import { isLoopback } from '../../runtime/no-machine.ts';
import { VERSION } from '../../runtime/version.ts';
import type { Contract } from '../contract.ts';
import { exchangeOf, type SharedParts } from '../server.ts';
import { mountDocs } from './docs.ts';
import { mountGraphiql } from './graphiql.ts';

export interface SystemParts {
  readonly contract: Contract;
  readonly readiness: () => Promise<ReadinessReport>;
  readonly metrics: Metrics;
}

/** operationId -> path of what is mounted here; a standing test compares them with the contract. */
export const SYSTEM_OPERATIONS = {
  getHealth: '/healthz',
  getReadiness: '/readyz',
  getMetrics: '/metrics',
  getVersion: '/version',
  getContract: '/openapi.json',
  getVersionedContract: '/v1/openapi.json',
  browseContract: '/docs',
  browseReports: '/graphiql',
} as const;

type SystemOperation = keyof typeof SYSTEM_OPERATIONS;

export function mountSystem(app: Express, parts: SystemParts, shared: SharedParts): void {
  const contractPage: RequestHandler = (request, response) => sendContract(parts.contract, request, response);
  const pages: Record<Exclude<SystemOperation, 'browseContract' | 'browseReports'>, RequestHandler> = {
    getHealth: (_request, response) => sendJson(response, 200, { status: 'ok' }),
    getReadiness: async (_request, response) => {
      const { ready, checks } = await parts.readiness();
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks });
    },
    getMetrics: async (request, response) => {
      await requireMetricsReader(request, response, shared);
      response.setHeader('Content-Type', parts.metrics.registry.contentType);
      response.end(await parts.metrics.registry.metrics());
    },
    getVersion: (_request, response) =>
      sendJson(response, 200, { name: 'capstan', version: VERSION, node: process.version }),
    getContract: contractPage,
    getVersionedContract: contractPage,
  };
  for (const id of Object.keys(pages) as (keyof typeof pages)[]) {
    app.get(SYSTEM_OPERATIONS[id], named(id, parts.contract), pages[id]);
  }
  app.use(SYSTEM_OPERATIONS.browseContract, named('browseContract', parts.contract));
  mountDocs(app, SYSTEM_OPERATIONS.browseContract);
  app.use(SYSTEM_OPERATIONS.browseReports, named('browseReports', parts.contract));
  mountGraphiql(app, SYSTEM_OPERATIONS.browseReports);
}

/** Logs and metrics name the operation. */
function named(id: SystemOperation, contract: Contract): RequestHandler {
  return (_request, response, next) => {
    exchangeOf(response).operation = contract.operations.get(id);
    next();
  };
}

function sendContract({ json, etag }: Contract, request: Request, response: Response): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  const known = request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  if (known) response.status(304).end();
  else response.type('application/json').end(json);
}

/**
 * Metrics tell how much is done and with what success: they are for the machine itself, where a scraper
 * runs beside Capstan, and for whoever may read the audit log.
 */
async function requireMetricsReader(request: Request, response: Response, shared: SharedParts): Promise<void> {
  // What a proxy on this machine hands on comes from elsewhere.
  const isForwarded = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers;
  if (isLoopback(plainAddress(request.socket.remoteAddress ?? '')) && !isForwarded) return;
  const exchange = exchangeOf(response);
  exchange.actor =
    (await shared.authenticator.authenticate(exchange, 'basic')) ??
    (await shared.authenticator.authenticate(exchange, 'bearer'));
  const { actor, operation } = exchange;
  if (!actor || !operation)
    throw new CapstanError('unauthenticated', 'Metrics are open to loopback only; authenticate.');
  exchange.actor = await shared.authorizer.enter(exchange, actor);
  // They tell of all organizations, so they are read in the first one.
  if (exchange.actor.organizationId !== FIRST_ORGANIZATION_ID) {
    throw new CapstanError('forbidden', 'Metrics are for auditors of the first organization.');
  }
  await shared.authorizer.authorize(exchange, { ...operation, permission: 'audit:read', reach: 'organization' });
}

function sendJson(response: Response, status: number, body: unknown): void {
  response.setHeader('Cache-Control', 'no-store');
  response.status(status).json(body);
}
