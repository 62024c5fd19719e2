/** Log files of child processes: appended to, capped in size, readable by their owner alone. */

import {
  closeSync,
  constants,
  copyFileSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const KEPT = 3;
const TAIL_BYTES = 16 * 1024;

/** Opens `path` for a child to append to, after moving a log that has grown too large to `path.1`. */
export function openLogFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (sizeOf(path) > ROTATE_AT_BYTES) {
    shiftOlder(path);
    renameSync(path, `${path}.1`);
  }
  return openItself(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
}

/**
 * Keeps the log of a running child within bounds. The child holds the file open, so that it is copied and
 * emptied in place; lines written between the two are lost, which a log can bear.
 */
export function capLogFile(path: string): void {
  if (sizeOf(path) <= ROTATE_AT_BYTES) return;
  shiftOlder(path);
  const log = openItself(path, constants.O_WRONLY);
  try {
    rmSync(`${path}.1`, { force: true });
    copyFileSync(path, `${path}.1`, constants.COPYFILE_EXCL);
    ftruncateSync(log, 0);
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log, for showing why a child gave up; empty when there is no log. */
export function tailOfLog(path: string, lines: number): string {
  const size = sizeOf(path);
  if (size === 0) return '';
  const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
  const file = openItself(path, constants.O_RDONLY);
  try {
    const read = readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, read).trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(file);
  }
}

function shiftOlder(path: string): void {
  for (let number = KEPT - 1; number >= 1; number -= 1) {
    if (sizeOf(`${path}.${number}`) > 0) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  }
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** @throws Error where `path` is a symbolic link, which would lead what is written somewhere else. */
function openItself(path: string, flags: number): number {
  try {
    return openSync(path, flags | constants.O_NOFOLLOW, 0o600);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ELOOP')) throw cause;
    throw new Error(`${path} is a symbolic link, where a log belongs; remove it`, { cause });
  }
}
