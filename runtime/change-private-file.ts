/** Changes of key files, one after another: what one command puts in, no other that ran at the same time takes out again. */

import { closeSync, openSync, rmSync } from 'node:fs';
import type { z } from 'zod';
import { isErrno, PrivateFileError, readPrivateJson, replacePrivateJson } from './private-file.ts';

/**
 * Replaces the JSON file at `path` by what `change` makes of it; where that throws the file stays as it is.
 * @throws PrivateFileError as readPrivateJson does; `file_busy` while another process changes it.
 */
export function changePrivateJson<Content>(
  path: string,
  schema: z.ZodType<Content>,
  what: string,
  change: (content: Content) => Content,
): void {
  const lock = `${path}.lock`;
  // A file that cannot be used is told as such, and not by the lock that cannot be made beside it.
  readPrivateJson(path, schema, what);
  takeLock(lock, `${what} ${path}`);
  try {
    replacePrivateJson(path, change(readPrivateJson(path, schema, what)));
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Not waited for: people run these commands, and none takes longer than a moment. */
function takeLock(lock: string, file: string): void {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    throw new PrivateFileError(
      'file_busy',
      `Another command is changing the ${file}, and nothing was changed by this one: run it again. ` +
        `If no other runs, one was killed: look into the file, and remove ${lock}`,
    );
  }
}
