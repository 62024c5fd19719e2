/** Files for secrets: readable by their owner alone, complete from the first instant, never overwritten. */

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates `path` with mode 0600 (missing directories with 0700) and answers true; answers false and changes
 * nothing when it exists. The content is on disk before the name is, so a crash leaves no half-written key.
 */
export async function createPrivateFile(path: string, content: string): Promise<boolean> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // A hard link fails on an existing name, where a rename would replace it.
    await link(temporary, path);
  } catch (error) {
    if (isAlreadyThere(error)) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
  return true;
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
