/**
 * Runs the tests: all of them, or those whose path holds one of the words given.
 *
 *   npm test -- [WORD...] [--at-once FILES]
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RUN_DIRECTORY } from '../test/support/run-directory.ts';
import { prepareMongod } from '../test/support/test-mongod.ts';

/** So many files have data prepared that their databases begin with. */
const PREPARED_FROM = 8;

const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    // Each starts servers of its own and waits for them half of the time; the smallest machine has two cores.
    'at-once': { type: 'string', default: '3' },
  },
});
if (!/^[1-9]\d*$/.test(flags['at-once'])) {
  console.error(`--at-once takes a number of files, not ${flags['at-once']}`);
  process.exit(2);
}
const files = findTests().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`);
  process.exit(2);
}

let runner: ChildProcess | undefined;
// A terminal's Ctrl-C reaches the runner by itself, which is waited for; a kill of this process would leave it behind.
process.on('SIGINT', () => runner ?? process.exit(130));
process.on('SIGTERM', () => (runner ? runner.kill('SIGINT') : process.exit(143)));

/** What the files of the run share; it goes with the run. */
const directory = mkdtempSync(join(tmpdir(), 'capstan-test-run-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 10 }));
// Of few files, most would be through by the time that it is made.
if (files.length >= PREPARED_FROM) await prepareMongod(directory);

runner = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    // Names what failed once more at the end, also where the output goes to a file.
    '--test-reporter=spec',
    `--test-concurrency=${flags['at-once']}`,
    '--test-timeout=600000',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, [RUN_DIRECTORY]: directory } },
);
runner.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function findTests(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path}`)
    .sort();
}
