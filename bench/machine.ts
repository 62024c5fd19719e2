/** What a result was measured on; without it figures of two runs mean nothing. */

import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_bytes: number;
  /** Average number of busy processes over the last minute, before anything was started here. */
  readonly load_before: number;
  readonly node: string;
  /** null outside of a git checkout. */
  readonly commit: string | null;
  /** Whether files differ from the commit. */
  readonly modified: boolean;
}

export function machineFacts(): MachineFacts {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory_bytes: totalmem(),
    load_before: loadavg()[0] ?? 0,
    node: process.version,
    commit: git('rev-parse', 'HEAD'),
    modified: git('status', '--porcelain') !== '',
  };
}

function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}
