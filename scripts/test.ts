/** Runs the tests: all of them, or those whose path holds one of the words given. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

const words = process.argv.slice(2);
const files = findTests().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`);
  process.exit(2);
}

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
  { stdio: 'inherit' },
);
// A terminal's Ctrl-C reaches the runner by itself; a kill of this process would leave it behind.
process.on('SIGTERM', () => child.kill('SIGINT'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function findTests(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path}`)
    .sort();
}
