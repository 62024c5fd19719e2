/**
 * Runs test files, so many at once, in the order given; `node --test` would sort them by name.
 *
 *   run-test-files.ts AT-ONCE LONGEST FILE...    LONGEST: of so many files it says at the end how long they took
 */

import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { processorTimesFile } from '../test/support/run-directory.ts';

const TIMEOUT_MS = 600_000;
const [atOnce, longest, ...files] = process.argv.slice(2);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = 1;
    stopping.abort();
  });
}

const events = run({ files, concurrency: Number(atOnce), timeout: TIMEOUT_MS, signal: stopping.signal });
const durationsMs = new Map<string, number>();
for (const event of ['test:pass', 'test:fail'] as const) {
  events.on(event, ({ file = '', nesting, details }) => {
    if (nesting === 0) durationsMs.set(file, (durationsMs.get(file) ?? 0) + details.duration_ms);
  });
}
events.on('test:fail', ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1;
});
events.pipe(new spec()).pipe(process.stdout);

process.on('exit', () => {
  if (Number(longest) === 0) return;
  const processorMs = processorTimes();
  const sorted = [...durationsMs].sort(([, one], [, other]) => other - one).slice(0, Number(longest));
  console.log('   took      processor   file');
  for (const [file, durationMs] of sorted) {
    console.log(`${seconds(durationMs)}   ${seconds(processorMs.get(file))}   ${relative('.', file)}`);
  }
});

/** Of each file's process and of those that it has started and seen end, by its path. */
function processorTimes(): Map<string, number> {
  const file = processorTimesFile();
  if (file === undefined || !existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line)));
}

function seconds(durationMs: number | undefined): string {
  return (durationMs === undefined ? '?' : `${(durationMs / 1_000).toFixed(1)} s`).padStart(10);
}
