/** The small HTTP server of a process without an API: liveness, readiness, metrics and version. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { ReadinessReport } from './health.ts';
import { type ListenPlace, listen } from './listen.ts';
import type { Logger } from './logger.ts';
import { VERSION } from './version.ts';

export interface ProbeServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names of the settings that these come from; default: those of the worker. */
  readonly settings?: Pick<ListenPlace, 'portSetting' | 'hostSetting'>;
  readonly readiness: () => Promise<ReadinessReport>;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (200 while the event loop turns), `/readyz` (200 or 503), `/metrics` (Prometheus
 * text) and `/version`.
 * @throws StartError where host or port cannot be had.
 */
export async function startProbeServer(options: ProbeServerOptions): Promise<ProbeServer> {
  const { host, port, logger, settings = { portSetting: 'CAPSTAN_WORKER_PORT' } } = options;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      logger.error('A probe could not be answered', { error, path: request.url });
      if (response.headersSent) response.destroy();
      else json(response, 500, { status: 'error' });
    });
  });
  const bound = await listen(server, { host, port, ...settings });
  server.on('error', (error) => logger.error('The probe server has a fault', { error }));
  return {
    port: bound.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ProbeServerOptions): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return json(response, 405, { status: 'method not allowed' });
  }
  switch (request.url?.split('?', 1)[0]) {
    case '/healthz':
      return json(response, 200, { status: 'ok' });
    case '/readyz': {
      const report = await options.readiness();
      return json(response, report.ready ? 200 : 503, report);
    }
    case '/metrics':
      response.setHeader('Content-Type', options.registry.contentType);
      response.end(await options.registry.metrics());
      return;
    case '/version':
      return json(response, 200, { version: VERSION });
    default:
      return json(response, 404, { status: 'not found' });
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
