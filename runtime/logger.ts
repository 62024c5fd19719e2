/** The log of a process: one JSON object a line, with the ids of the request or job, and without secrets. */

import { createLogger as createWinstonLogger, format, type Logger, transports } from 'winston';
import { entryFormat } from './log-entry.ts';
import { redactFormat } from './redact.ts';

export type { Logger } from 'winston';

export interface LoggerOptions {
  readonly service: 'api' | 'worker' | 'gateway' | 'launcher';
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** Default: standard output. */
  readonly stream?: NodeJS.WritableStream;
}

/**
 * A logger whose lines hold `timestamp` (ISO 8601, UTC), `level`, `service`, `message`, the ids of
 * `withCorrelation`, and the fields that were passed. `logger.child({ job_id })` adds fields
 * to all its lines; an error goes into a field: `logger.error('Rotation failed', { error })`.
 */
export function createLogger({ service, level, stream = process.stdout }: LoggerOptions): Logger {
  if (stream === process.stdout) survivePipeEnd();
  return createWinstonLogger({
    level,
    format: format.combine(entryFormat(), redactFormat(), lineFormat(service)),
    transports: [new transports.Stream({ stream, eol: '\n' })],
    exitOnError: false,
  });
}

const lineFormat = (service: string) =>
  format.printf(({ level, message, timestamp: _, service: __, ...fields }) =>
    JSON.stringify({ timestamp: new Date().toISOString(), level, service, message, ...fields }),
  );

let watched = false;

/** A reader that goes away (the launcher, a pager) must not stop an ordered shutdown at its first log line. */
function survivePipeEnd(): void {
  if (watched) return;
  watched = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
