/** The end of a process: in order, with a limit on every step, whoever asks for it, also where something failed that nobody has caught. */

import type { Logger } from './logger.ts';
import { onUncaught } from './on-uncaught.ts';
import { withTimeLimit } from './time-limit.ts';

/** Longer than a worker needs to let its activities finish. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** For all steps together, where nobody knows any more what state the process is in. */
const FAULTY_TIMEOUT_MS = 30_000;

/** `isFaulty`: nothing is to be waited for that could wait for the next process. */
export type ShutdownStep = (isFaulty: boolean) => Promise<void> | void;

export interface Shutdown {
  /**
   * Adds a step. Steps run one after the other, the last added first, so that each still has all
   * that it was built upon. One that fails or exceeds `timeoutMs` (default 15 000) is logged, and the next runs.
   */
  onShutdown(name: string, step: ShutdownStep, timeoutMs?: number): void;
  /**
   * Runs the steps and exits: with `exitCode`, or with 1 where it is 0 and a step did not end well.
   * Later calls wait for the first.
   */
  shutdown(reason: string, exitCode?: number): Promise<void>;
}

/**
 * Watches SIGINT and SIGTERM, what nobody has caught (the end is 1 then, in half a minute at most), and the parent where it holds an IPC channel to this process: when it
 * goes away, so do we. Repeated signals change nothing, since a terminal and the launcher may both send one.
 */
export function createShutdown(logger: Logger): Shutdown {
  const steps: { name: string; step: ShutdownStep; timeoutMs: number }[] = [];
  let running: Promise<void> | undefined;
  let isFaulty = false;

  const run = async (reason: string, exitCode: number): Promise<void> => {
    logger.info(`Shutting down: ${reason}`);
    let failed = false;
    for (const { name, step, timeoutMs } of steps.reverse()) {
      try {
        await withTimeLimit(timeoutMs, async () => step(isFaulty));
        logger.debug(`Stopped: ${name}`);
      } catch (error) {
        failed = true;
        logger.error(`Did not stop in order: ${name}`, { error });
      }
    }
    logger.info('Shut down');
    process.exit(exitCode === 0 && (failed || isFaulty) ? 1 : exitCode);
  };

  const shutdown = (reason: string, exitCode = 0): Promise<void> => {
    running ??= run(reason, exitCode);
    return running;
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shutdown(signal));
  onUncaught((error) => {
    logger.error('Something failed that nobody has caught', { error });
    if (!isFaulty) setTimeout(() => process.exit(1), FAULTY_TIMEOUT_MS).unref();
    isFaulty = true;
    void shutdown('something failed that nobody has caught', 1);
  });
  if (process.send) process.once('disconnect', () => void shutdown('the parent process is gone'));

  return {
    onShutdown(name, step, timeoutMs = DEFAULT_TIMEOUT_MS) {
      steps.push({ name, step, timeoutMs });
    },
    shutdown,
  };
}
