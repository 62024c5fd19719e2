/** Temporal's native runtime in a worker: its log lines go where all others go, its signals are ours. */

import { type LogLevel, Runtime } from '@temporalio/worker';
import type { Logger } from '../runtime/logger.ts';

const LEVEL: Record<LogLevel, string> = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' };

/** Once per process, before any connection. */
export function installTemporalRuntime(logger: Logger): void {
  const log = (level: LogLevel, message: string, meta?: Record<string | symbol, unknown>) =>
    logger.log(LEVEL[level], message, { temporal: meta ? { ...meta } : undefined });
  Runtime.install({
    // Ordered shutdown is the process's own matter (runtime/shutdown.ts).
    shutdownSignals: [],
    logger: {
      log,
      trace: (message, meta) => log('TRACE', message, meta),
      debug: (message, meta) => log('DEBUG', message, meta),
      info: (message, meta) => log('INFO', message, meta),
      warn: (message, meta) => log('WARN', message, meta),
      error: (message, meta) => log('ERROR', message, meta),
    },
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}
