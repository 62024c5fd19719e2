/** The end of a process: in order, with a limit on every step, whoever asks for it. */

import type { Logger } from './logger.ts';
import { withTimeLimit } from './time-limit.ts';

/** Longer than a worker needs to let its activities finish. */
const DEFAULT_TIMEOUT_MS = 15_000;

export interface Shutdown {
  /**
   * Adds a step. Steps run one after the other, the last added first, so that each still has all
   * that it was built upon. One that fails or exceeds `timeoutMs` (default 15 000) is logged, and the next runs.
   */
  onShutdown(name: string, step: () => Promise<void> | void, timeoutMs?: number): void;
  /**
   * Runs the steps and exits: with `exitCode`, or with 1 where it is 0 and a step did not end well.
   * Later calls wait for the first.
   */
  shutdown(reason: string, exitCode?: number): Promise<void>;
}

/**
 * Watches SIGINT and SIGTERM, and the parent where it holds an IPC channel to this process: when it
 * goes away, so do we. Repeated signals change nothing, since a terminal and the launcher may both send one.
 */
export function createShutdown(logger: Logger): Shutdown {
  const steps: { name: string; step: () => Promise<void> | void; timeoutMs: number }[] = [];
  let running: Promise<void> | undefined;

  const run = async (reason: string, exitCode: number): Promise<void> => {
    logger.info(`Shutting down: ${reason}`);
    let failed = false;
    for (const { name, step, timeoutMs } of steps.reverse()) {
      try {
        await withTimeLimit(timeoutMs, step);
        logger.debug(`Stopped: ${name}`);
      } catch (error) {
        failed = true;
        logger.error(`Did not stop in order: ${name}`, { error });
      }
    }
    logger.info('Shut down');
    process.exit(exitCode === 0 && failed ? 1 : exitCode);
  };

  const shutdown = (reason: string, exitCode = 0): Promise<void> => {
    running ??= run(reason, exitCode);
    return running;
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shutdown(signal));
  if (process.send) process.once('disconnect', () => void shutdown('the parent process is gone'));

  return {
    onShutdown(name, step, timeoutMs = DEFAULT_TIMEOUT_MS) {
      steps.push({ name, step, timeoutMs });
    },
    shutdown,
  };
}
