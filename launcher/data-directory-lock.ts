/** Keeps two launchers off one data directory. */

import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateText } from '../runtime/private-file.ts';
import { startMarkOf } from './process-identity.ts';

/** Thrown when another launcher that still runs holds the data directory. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';
}

export interface DataDirectoryLock {
  release(): void;
}

/**
 * Takes the lock of `dataDir` for this process. A lock whose holder no longer runs is taken over.
 * @throws DataDirectoryInUseError
 */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const path = join(dataDir, 'launcher.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startMarkOf(process.pid) });
  for (;;) {
    if (createPrivateText(path, mine)) return { release: () => removeIfStill(path, mine) };
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const holder = liveHolder(found);
    if (holder !== undefined) {
      throw new DataDirectoryInUseError(
        `${dataDir} is in use by another Capstan (pid ${holder}). Stop that one, or give this one a directory and ` +
          'a port of its own with CAPSTAN_DATA_DIR and CAPSTAN_PORT.',
      );
    }
    removeIfStill(path, found);
  }
}

function liveHolder(content: string): number | undefined {
  let pid: unknown;
  let started: unknown;
  try {
    ({ pid, started } = JSON.parse(content));
  } catch (error) {
    // Not written by this program, or damaged: no running launcher stands behind it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return typeof pid === 'number' && startMarkOf(pid) === started ? pid : undefined;
}

/**
 * Removes the lock only if it still has this content. Moving it away first makes sure that of two launchers
 * which find the same stale lock, the slower one does not remove the lock that the faster has just made.
 */
function removeIfStill(path: string, content: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== content) linkSync(aside, path);
  rmSync(aside);
}
