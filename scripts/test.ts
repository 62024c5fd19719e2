/**
 * Runs the tests: all of them, or those whose path holds one of the words given.
 *
 *   npm test -- [WORD...] [--at-once FILES] [--longest FILES]
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RUN_DIRECTORY, TRANSPILED, TRANSPILED_FLAGS } from '../test/support/run-directory.ts';
import { prepareMongod } from '../test/support/test-mongod.ts';
import { LONGEST_FILES } from './longest-files.ts';
import { transpileTree } from './transpile-tree.ts';

/** So many files have data prepared that their databases begin with. */
const PREPARED_FROM = 8;

const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    // Each starts servers of its own and waits for them half of the time; the smallest machine has two cores.
    'at-once': { type: 'string', default: '3' },
    // Says of the longest ones how many seconds they took.
    longest: { type: 'string', default: '0' },
  },
});
for (const [flag, pattern] of [
  ['at-once', /^[1-9]\d*$/],
  ['longest', /^\d+$/],
] as const) {
  if (pattern.test(flags[flag])) continue;
  console.error(`--${flag} takes a number of files, not ${flags[flag]}`);
  process.exit(2);
}
const found = findTests();
const moved = LONGEST_FILES.filter((path) => !found.includes(path));
if (moved.length > 0) {
  console.error(`scripts/longest-files.ts names files that are not there: ${moved.join(', ')}`);
  process.exit(2);
}
const files = found.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
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
const prepared = files.length >= PREPARED_FROM;
if (prepared) await Promise.all([prepareMongod(directory), transpileTree('.', join(directory, TRANSPILED))]);

/** Of the processes of test files; they have the flags of the runner. */
const preloads = ['processor-time.mjs', 'test-limits.mjs'];
runner = spawn(
  process.execPath,
  [
    ...(prepared ? TRANSPILED_FLAGS : ['--import', 'tsx']),
    ...preloads.flatMap((file) => ['--import', new URL(`../test/support/${file}`, import.meta.url).href]),
    'scripts/run-test-files.ts',
    flags['at-once'],
    flags.longest,
    ...inOrder(files),
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

/**
 * The longest first; then the rooms dealt out over the run, so that files that compute are at work beside files that wait, and
 * short files alone come last.
 */
function inOrder(paths: readonly string[]): string[] {
  const longest = LONGEST_FILES.filter((path) => paths.includes(path));
  const rooms = new Map<string, string[]>();
  for (const path of paths.filter((one) => !longest.includes(one))) {
    const room = path.split('/')[1] ?? '';
    rooms.set(room, [...(rooms.get(room) ?? []), path]);
  }
  const dealt = [...rooms]
    .flatMap(([room, members]) =>
      members.map((path, at) => ({ path, at: (at / members.length) * (room === 'unit' ? 1 : 0.9) })),
    )
    .sort((one, other) => one.at - other.at);
  return [...longest, ...dealt.map(({ path }) => path)];
}
