/**
 * Runs test files, so many at once, in the order given; `node --test` would sort them by name.
 *
 *   run-test-files.ts AT-ONCE LONGEST FILE...    LONGEST: of so many files it says at the end how long they took
 */

import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { directoryOfRun, processorTimesFile } from '../test/support/run-directory.ts';
import { sharedProcesses, type TestProcess } from './shared-processes.ts';

/** Of a process, which may hold several files; what hangs is found by test/support/test-limits.mjs, unless it computes for ever. */
const TIMEOUT_MS = 1_200_000;
const [atOnce, longest, ...files] = process.argv.slice(2);
const directory = directoryOfRun();

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = 1;
    stopping.abort();
  });
}

const alone = (file: string): TestProcess => ({ entry: file, files: [file] });
const durationsMs = new Map<string, number>();
Readable.from(events(directory === undefined ? files.map(alone) : sharedProcesses(files, directory)))
  .pipe(new spec())
  .pipe(process.stdout);

/** Where a process ends before all of its files are through, what is left of them is run after the others, each by itself. */
async function* events(processes: readonly TestProcess[]): AsyncGenerator<unknown> {
  yield* eventsOf(processes.map(({ entry }) => entry));
  const left = processes
    .flatMap(({ entry, files: members }) => members.filter((file) => file !== entry))
    .filter((file) => !durationsMs.has(file));
  if (left.length === 0 || stopping.signal.aborted) return;
  console.log(
    `\nNot through when the process that they shared ended, and run again each by itself:\n${left.join('\n')}\n`,
  );
  process.exitCode = 1;
  yield* eventsOf(left);
}

async function* eventsOf(entries: string[]): AsyncGenerator<unknown> {
  const options = { files: entries, concurrency: Number(atOnce), timeout: TIMEOUT_MS, signal: stopping.signal };
  for await (const event of run(options)) {
    if (event.type === 'test:pass' || event.type === 'test:fail') note(event.data);
    if (event.type === 'test:fail' && !event.data.todo) process.exitCode = 1;
    yield event;
  }
}

/** A file that shares its process is a suite of its name. */
function note({ name, file = '', nesting, details }: TestEvent): void {
  if (nesting > 0) return;
  const path = files.includes(name) ? name : relative('.', file);
  durationsMs.set(path, (durationsMs.get(path) ?? 0) + details.duration_ms);
}

interface TestEvent {
  readonly name: string;
  readonly file?: string | undefined;
  readonly nesting: number;
  readonly details: { readonly duration_ms: number };
}

process.on('exit', () => {
  if (Number(longest) === 0) return;
  const processorMs = processorTimes();
  const sorted = [...durationsMs].sort(([, one], [, other]) => other - one).slice(0, Number(longest));
  console.log('   took      processor   file');
  for (const [file, durationMs] of sorted) {
    console.log(`${seconds(durationMs)}   ${seconds(processorMs.get(file))}   ${file}`);
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
