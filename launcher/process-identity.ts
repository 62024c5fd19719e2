/** Tells one process from a later one with the same pid. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const FIELDS_BEFORE_START_TIME = 19;

/**
 * A mark of the running process `pid` that no other process has had or will have: boot and start time.
 * Undefined when no such process runs (a zombie does not).
 */
export function startMarkOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return psField(pid, 'lstart');
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command, in parentheses, may itself hold spaces and parentheses.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return `${readProc('/proc/sys/kernel/random/boot_id')?.trim()} ${rest[FIELDS_BEFORE_START_TIME - 1]}`;
}

/** The command line of a running process, its arguments separated by spaces; empty when it is gone. */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return psField(pid, 'command') ?? '';
  return readProc(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

function psField(pid: number, field: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch (error) {
    // ps ends with status 1 when there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
