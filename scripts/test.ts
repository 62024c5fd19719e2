/** Runs the tests: all of them, or those whose path holds one of the words given. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_DIRECTORY } from '../test/support/run-directory.ts';
import { prepareMongod } from '../test/support/test-mongod.ts';

/** So many files have data prepared that their databases begin with. */
const PREPARED_FROM = 8;

const words = process.argv.slice(2);
const files = findTests().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`);
  process.exit(2);
}

/** What the files of the run share; it goes with the run. */
const directory = mkdtempSync(join(tmpdir(), 'capstan-test-run-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
// Of few files, most would be through by the time that it is made.
if (files.length >= PREPARED_FROM) await prepareMongod(directory);

const child = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    // Names what failed once more at the end, also where the output goes to a file.
    '--test-reporter=spec',
    // Two files at once: each starts servers of its own, and the smallest machine has two cores.
    '--test-concurrency=2',
    '--test-timeout=600000',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, [RUN_DIRECTORY]: directory } },
);
// A terminal's Ctrl-C reaches the runner by itself, which is waited for; a kill of this process would leave it behind.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGINT'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function findTests(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path}`)
    .sort();
}
