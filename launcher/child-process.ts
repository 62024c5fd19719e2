/** A long-running child in a process group of its own, with its output in a log file. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLogFile, tailOfLog } from './log-file.ts';

/** Thrown when a child ends before it was ready; the message ends with its log's last lines. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';
}

export interface ChildOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** All that the child gets: named by the caller, since ours holds secrets that are not for everyone. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly log: string;
  /** Called as soon as the process exists, before anything is waited for. */
  readonly onSpawn?: ((pid: number) => void) | undefined;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** Resolves with words such as `exit code 1` or `signal SIGKILL` when the process has ended. */
  readonly exited: Promise<string>;
  readonly hasExited: () => boolean;
  /** Asks with SIGTERM, then forces after `graceMs`; resolves when the process has ended. */
  stop(graceMs?: number): Promise<void>;
  /** Ends the whole process group at once, as a crash would. */
  kill(): Promise<void>;
}

const DEFAULT_GRACE_MS = 10_000;
const LOG_LINES_SHOWN = 15;
const alive = new Set<Child>();

// A launcher or test that ends by an error takes its children with it; a SIGKILL of it leaves them (see leftovers.ts).
process.on('exit', () => {
  for (const child of alive) signalGroup(child.pid, 'SIGTERM');
});

/** Starts the process detached, so that a terminal's Ctrl-C reaches only this process, which then stops it in order. */
export async function spawnChild(options: ChildOptions): Promise<Child> {
  const log = openLogFile(options.log);
  // What a child writes holds secrets or comes close to them; inherited by the child, and ours again at once.
  const umask = process.umask(0o077);
  let process_: ChildProcess;
  try {
    process_ = spawn(options.file, [...options.args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: options.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
  } finally {
    process.umask(umask);
    closeSync(log);
  }
  const { pid } = process_;
  if (pid === undefined) {
    const reason = await new Promise<Error>((resolve) => process_.once('error', resolve));
    throw new ChildFailedError(`${options.name} could not be started: ${reason.message}`);
  }
  options.onSpawn?.(pid);

  let ended = false;
  const exited = new Promise<string>((resolve) => {
    process_.once('exit', (code, signal) => {
      ended = true;
      alive.delete(child);
      resolve(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  });
  const child: Child = {
    name: options.name,
    pid,
    log: options.log,
    exited,
    hasExited: () => ended,
    async stop(graceMs = DEFAULT_GRACE_MS) {
      if (ended) return;
      signalGroup(pid, 'SIGTERM');
      const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
    async kill() {
      if (ended) return;
      signalGroup(pid, 'SIGKILL');
      await exited;
    },
  };
  alive.add(child);
  return child;
}

/** Signals every process of the group; a group that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Tries `attempt` until it succeeds.
 * @throws ChildFailedError when the child ends first or `withinMs` passes, with the last reason and the log's tail.
 */
export async function untilReady<Value>(child: Child, withinMs: number, attempt: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + withinMs;
  let reason = 'it never answered';
  while (Date.now() < deadline && !child.hasExited()) {
    try {
      return await attempt();
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      await Promise.race([child.exited, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
  }
  const what = child.hasExited()
    ? `ended with ${await child.exited}`
    : `was not ready within ${withinMs / 1_000} s (${reason})`;
  await child.kill();
  const tail = tailOfLog(child.log, LOG_LINES_SHOWN);
  throw new ChildFailedError(`${child.name} ${what}. The end of ${child.log}:\n${tail}`);
}
