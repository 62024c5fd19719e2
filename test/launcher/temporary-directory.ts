/** A directory that a test may fill and that is gone after its file has run. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Removed when the process ends, not by a hook of the test: hooks run in the order of their
 * registration, so the directory would go while the servers in it are still being stopped.
 */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'capstan-test-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
