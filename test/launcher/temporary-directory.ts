/** A directory that a test may fill and that is gone after it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export function temporaryDirectory(test: Pick<TestContext, 'after'>): string {
  const path = mkdtempSync(join(tmpdir(), 'capstan-test-'));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
