/** A test or a hook that never ends is named, and keeps nobody from the rest: proved on a file of which most never ends. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { typescriptFlags } from '../support/run-directory.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMITS = new URL('../support/test-limits.mjs', import.meta.url).href;

const ENDLESS = `
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';

createServer().listen(0, '127.0.0.1');
const never = () => new Promise(() => undefined);
it('never ends', never);
describe('a suite that cannot begin', () => {
  before(never);
  it('waits for it', () => undefined);
});
describe('a suite that cannot end', () => {
  after(never);
  it('is through', () => undefined);
});
it('comes last', () => undefined);
`;

describe('a file that does not end', () => {
  let directory: string;
  let output: string;
  let code: number;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-test-limits-'));
    const file = join(directory, 'endless.mjs');
    await writeFile(file, ENDLESS);
    ({ code, output } = await runFile(file));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('fails by name where a test hangs', () => {
    assert.notEqual(code, 0, output);
    assert.match(output, /✖ never ends .*\n.*test timed out after 300ms/);
  });

  it('says where the hook stands that hangs', () => {
    assert.match(output, /the hook `before` at \S*endless\.mjs:9 has not ended after 300 ms/);
    assert.match(output, /the hook `after` at \S*endless\.mjs:13 has not ended after 300 ms/);
  });

  it('is run to its end all the same', () => {
    assert.match(output, /✔ is through/);
    assert.match(output, /✔ comes last/);
  });

  it('is ended where something that was left open keeps the process', () => {
    assert.match(output, /no test and no hook is at work since 300 ms, .*open: .*TCPServerWrap/);
  });
});

/** As `npm test` runs it, with limits of 0.3 s. */
async function runFile(file: string): Promise<{ readonly code: number; readonly output: string }> {
  // With it, the runner would take itself for a test file.
  const { NODE_TEST_CONTEXT: _ofThis, ...env } = process.env;
  const flags = [...typescriptFlags(), '--import', LIMITS];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, 'scripts/run-test-files.ts', '1', '0', file],
      { cwd: ROOT, env: { ...env, TEST_LIMIT_MS: '300', TEST_IDLE_LIMIT_MS: '300' } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: `${stdout}\n${stderr}` }),
    );
  });
}
