/** Starts a file as a process that talks with this one and ends with it. */

import { type ChildProcess, fork } from 'node:child_process';

export function forkProcess(file: URL, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = fork(file, { env: { ...process.env, ...environment } });
  const end = () => void child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}
