/** Runs an API or worker as a process of its own, as production does, and keeps what it prints. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { directoryOfRun, RUN_DIRECTORY, typescriptFlags } from './run-directory.ts';
import { until } from './until.ts';

export interface RoleProcess {
  readonly child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Resolves once a line of its output holds `text`. */
  printed(text: string, limitMs?: number): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Resolves when the process is gone. */
  gone(): Promise<void>;
}

/** Entries that bundle the workflows when they start. */
const WORKERS = /(?:^worker\/main|killing-worker|held-bulk-worker)\.ts$/;
const KEEPING_BUNDLE = 'test/support/kept-bundle.ts';

/** @param entry path of the entry file, relative to the repository. */
export function startRole(
  entry: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): RoleProcess {
  const run = directoryOfRun();
  const keeping = run !== undefined && WORKERS.test(entry);
  const child = spawn(process.execPath, [...typescriptFlags(), ...(keeping ? [KEEPING_BUNDLE] : []), entry, ...args], {
    cwd: new URL('../..', import.meta.url),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...(run === undefined ? {} : { [RUN_DIRECTORY]: run }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const exited = once(child, 'exit');
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const output = () => chunks.join('');
  const end = async (signal: NodeJS.Signals) => {
    if (!isGone()) child.kill(signal);
    await exited;
  };
  return {
    child,
    output,
    async printed(text, limitMs = 120_000) {
      await until(
        `${entry} to print "${text}"; it printed:\n${output()}`,
        async () => {
          if (output().includes(text)) return true;
          if (isGone()) throw new Error(`${entry} ended before it printed "${text}":\n${output()}`);
          return undefined;
        },
        limitMs,
      );
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    gone: async () => void (await exited),
  };
}
