/** Keeps one service running: restarts it with growing pauses, and gives up when it keeps failing. */

import { type Child, signalGroup } from './child-process.ts';
import { tailOfLog } from './log-file.ts';
import { type ServiceState, watch } from './watch.ts';

export type RunningService = Pick<Child, 'log' | 'exited'>;

export interface Service {
  readonly name: string;
  /** Starts it and resolves when it is ready; `onSpawn` hears of the process before that. */
  start(onSpawn: (pid: number) => void): Promise<RunningService>;
  /** How long a stop may take before it is forced. */
  readonly graceMs: number;
  /** How it is now. Where it is left out, a service that runs counts as well. */
  state?(): Promise<ServiceState>;
}

export interface SupervisorHooks {
  readonly note: (name: string, pid: number) => void;
  readonly report: (line: string) => void;
  /** The service failed too often in a row; nothing restarts it any more. */
  readonly giveUp: (name: string, reason: string) => void;
  /** Pause before the first restart, doubled with each further one; default 500 ms. */
  readonly firstPauseMs?: number;
  /** How often a running service is asked how it is; default 5 s. */
  readonly watchEveryMs?: number;
  /** A service that has been silent for this long is restarted; default 60 s. */
  readonly silentForMs?: number;
}

export interface Supervised {
  readonly name: string;
  /** Resolves when the service is ready for the first time. A first start that fails is not tried again. */
  readonly ready: Promise<void>;
  /** Ends it for good, in whatever state it is. */
  stop(): Promise<void>;
  kill(): void;
}

const FAILURES_IN_A_ROW = 5;
const LONGEST_PAUSE_MS = 10_000;
/** A service that ran this long was well; its next failure counts as the first. */
const WELL_AFTER_MS = 60_000;
const LOG_LINES_SHOWN = 15;
const WATCH_EVERY_MS = 5_000;
const SILENT_FOR_MS = 60_000;
const WORDS = { 'not ready': 'is not ready: see /readyz and its log', silent: 'does not answer' } as const;

export function supervise(service: Service, hooks: SupervisorHooks): Supervised {
  const { name } = service;
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let pid: number | undefined;

  const start = async () => {
    try {
      const started = await service.start((spawned) => {
        pid = spawned;
        hooks.note(name, spawned);
        if (isStopping()) signalGroup(spawned, 'SIGKILL');
      });
      void started.exited.then(() => {
        pid = undefined;
      });
      return started;
    } catch (error) {
      pid = undefined;
      throw error;
    }
  };

  const first = start();
  const ended = first.then(keepRunning, () => undefined);

  async function keepRunning(running: RunningService): Promise<void> {
    let failures = 0;
    let service_ = running;
    let startedAt = Date.now();
    for (;;) {
      const watching = new AbortController();
      void keepWatch(watching.signal);
      const how = await service_.exited;
      watching.abort();
      if (isStopping()) return;
      failures = Date.now() - startedAt > WELL_AFTER_MS ? 1 : failures + 1;
      hooks.report(`${name} ended unexpectedly (${how})`);
      for (;;) {
        if (failures >= FAILURES_IN_A_ROW) {
          const tail = tailOfLog(service_.log, LOG_LINES_SHOWN);
          hooks.giveUp(name, `${name} failed ${failures} times in a row. The end of ${service_.log}:\n${tail}`);
          return;
        }
        const pauseMs = Math.min(LONGEST_PAUSE_MS, (hooks.firstPauseMs ?? 500) * 2 ** (failures - 1));
        await pause(pauseMs, stopping.signal);
        if (isStopping()) return;
        hooks.report(`${name} is being restarted`);
        startedAt = Date.now();
        try {
          service_ = await start();
          hooks.report(`${name} runs again`);
          break;
        } catch (error) {
          if (isStopping()) return;
          failures += 1;
          hooks.report(firstLine(error));
        }
      }
    }
  }

  async function keepWatch(signal: AbortSignal): Promise<void> {
    if (!service.state) return;
    const silentForMs = hooks.silentForMs ?? SILENT_FOR_MS;
    await watch({
      state: () => service.state?.() ?? Promise.resolve('ready'),
      everyMs: hooks.watchEveryMs ?? WATCH_EVERY_MS,
      silentForMs,
      signal,
      onChange: (state) => {
        if (!isStopping()) hooks.report(state === 'ready' ? `${name} is ready again` : `${name} ${WORDS[state]}`);
      },
      onSilent: () => {
        if (isStopping() || pid === undefined) return;
        hooks.report(`${name} has not answered for ${silentForMs / 1_000} s and is ended`);
        // One that does not answer does not hear a gentler signal either.
        signalGroup(pid, 'SIGKILL');
      },
    });
  }

  return {
    name,
    ready: first.then(() => undefined),
    async stop() {
      stopping.abort();
      if (pid !== undefined) signalGroup(pid, 'SIGTERM');
      const force = setTimeout(() => {
        if (pid !== undefined) signalGroup(pid, 'SIGKILL');
      }, service.graceMs);
      await ended;
      clearTimeout(force);
    },
    kill() {
      stopping.abort();
      if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
