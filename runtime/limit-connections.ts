/** Bounds what connections of an HTTP server may cost. */

import type { Server } from 'node:http';

/** Event streams say something more often than this; a request that takes longer says so while its answer is made. */
const IDLE_MS = 60_000;

/**
 * Slow or silent clients are let go; the defaults of Node for the rest.
 * @param idleMs for how long a connection may stand still while a request is read or an answer sent.
 */
export function limitConnections(server: Server, idleMs = IDLE_MS): void {
  // Of an answer that nobody reads: it holds memory for as long as its connection lasts.
  server.timeout = idleMs;
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 10_000;
}
