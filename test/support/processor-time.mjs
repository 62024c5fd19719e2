/**
 * Notes at the end of a test file's process how long processors worked for it and for the processes that it has started and seen
 * end (`npm test -- --longest`): unlike the time that has passed, it does not depend on what runs beside it.
 */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

// As RUN_DIRECTORY and processorTimesFile() name it in TypeScript, which this cannot import.
const FILE = `${process.env['TEST_RUN_DIRECTORY']}/processor-times`;
const STAT = '/proc/self/stat';
const MS_PER_TICK = 10;

let notedMs = 0;

/** Notes for `file`, a path in the repository, what has come since the last note. */
export function noteProcessorTime(file) {
  const usedMs = existsSync(STAT) ? withChildrenMs() : aloneMs();
  appendFileSync(FILE, `${JSON.stringify([file, usedMs - notedMs])}\n`);
  notedMs = usedMs;
}

process.on('exit', () => {
  const entry = process.argv[1] ?? '';
  if (entry.endsWith('.test.ts')) noteProcessorTime(relative('.', entry));
});

function withChildrenMs() {
  // The name in parentheses may hold anything; user and system time follow it as 12th and 13th, those of children after them.
  const fields = readFileSync(STAT, 'utf8').split(') ').at(-1).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK;
}

function aloneMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
