/** A server program as a child of this process: logs to a file, dies with us, and can be stopped. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';

export interface ChildServer {
  readonly pid: number;
  /** Resolves with a sentence that says how it ended; never rejects. */
  readonly exited: Promise<string>;
  /** True from the moment that it is gone. */
  ended(): boolean;
  /** Sends `signal`, after `graceMs` SIGKILL; resolves once it is gone. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

interface ChildServerOptions {
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Arguments for setpriv(1) beyond the death signal. */
  readonly privileges?: readonly string[];
  /** What the kernel sends when this process dies, however it dies. */
  readonly signalOnOurDeath: 'INT' | 'KILL';
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** True where setpriv(1) is there; without it a child outlives a parent that is killed. */
export const hasSetpriv = SETPRIV !== undefined;

/** Starts `program`. Its environment is `env` and nothing else: ours may hold secrets. */
export async function startChildServer(
  program: string,
  args: readonly string[],
  options: ChildServerOptions,
): Promise<ChildServer> {
  const log = openSync(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    // setpriv drops the user itself: a death signal set before a change of user would be cleared by it.
    const user =
      options.uid === undefined ? [] : [`--reuid=${options.uid}`, `--regid=${options.gid}`, '--clear-groups'];
    const [command, argv, identity] = SETPRIV
      ? [
          SETPRIV,
          [`--pdeathsig=${options.signalOnOurDeath}`, ...user, ...(options.privileges ?? []), '--', program, ...args],
          {},
        ]
      : [program, [...args], options.uid === undefined ? {} : { uid: options.uid, gid: options.gid as number }];
    child = spawn(command, argv, {
      // A terminal's Ctrl-C is for us alone: the worker may still be at work on this server.
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...options.env },
      cwd: '/',
      ...identity,
    });
  } finally {
    closeSync(log);
  }
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      ended = true;
      resolve(`${program} could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      ended = true;
      resolve(`${program} ended with ${signal ?? `code ${code}`}; its log is ${options.logFile}`);
    });
  });
  if (child.pid === undefined) throw new Error(await exited);
  const pid = child.pid;
  return {
    pid,
    exited,
    ended: () => ended,
    async stop(signal, graceMs) {
      if (ended) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
