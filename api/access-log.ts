/** One line per request: what was asked, by whom, and how it ended. No query strings, headers or bodies. */

import type { Logger } from 'winston';
import type { Exchange } from './exchange.ts';

/** Writes the line of `exchange` when its response ends, however it does. */
export function logWhenDone(logger: Logger, exchange: Exchange): void {
  const { request, response } = exchange;
  response.once('close', () => {
    const { operation, actor } = exchange;
    logger.log(response.statusCode >= 500 ? 'warn' : 'info', 'Request', {
      correlation_id: exchange.correlationId,
      ...(exchange.traceId ? { trace_id: exchange.traceId } : {}),
      method: request.method,
      // The template, not the address: what a client puts into a path is not always what belongs there.
      route: operation?.path ?? 'unknown',
      operation: operation?.id ?? null,
      status: response.statusCode,
      ...(exchange.code ? { code: exchange.code } : {}),
      ...(response.writableFinished ? {} : { aborted: true }),
      duration_ms: Math.round((performance.now() - exchange.startedAtMs) * 10) / 10,
      actor: actor ? `${actor.type}:${actor.id}` : 'anonymous',
      address: exchange.address,
    });
  });
}
