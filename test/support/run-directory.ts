/** What the files of one run of `npm test` share: things that each would else make anew, and none changes. */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Names the directory in the environment; scripts/test.ts makes it and takes it away. */
export const RUN_DIRECTORY = 'TEST_RUN_DIRECTORY';

/** Where in that directory the repository's files lie as JavaScript. */
export const TRANSPILED = 'transpiled';

/** Flags of Node's for a process that takes them from there. */
export const TRANSPILED_FLAGS = [
  '--enable-source-maps',
  '--import',
  new URL('./transpiled-loader.mjs', import.meta.url).href,
] as const;

/** Flags of Node's for a process that runs TypeScript. */
export function typescriptFlags(): readonly string[] {
  const directory = directoryOfRun();
  return directory !== undefined && existsSync(join(directory, TRANSPILED)) ? TRANSPILED_FLAGS : ['--import', 'tsx'];
}

/** Where the processes of test files note, at their end, how long processors worked for them: test/support/processor-time.mjs. */
export function processorTimesFile(): string | undefined {
  const directory = directoryOfRun();
  return directory === undefined ? undefined : join(directory, 'processor-times');
}

/** undefined where a file runs by itself: it makes everything anew then. */
export function directoryOfRun(): string | undefined {
  return process.env[RUN_DIRECTORY] || undefined;
}

/**
 * What `make` answers, made by whoever comes first in the run and read by the others. It depends on files of the repository
 * and on `name` alone, and consists of data.
 */
export async function onceInRun<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
  const directory = directoryOfRun();
  if (directory === undefined) return make();
  const file = join(directory, name);
  if (existsSync(file)) return deserialize(readFileSync(file));
  const made = await make();
  // Written whole or not at all: tests kill processes at any moment, and others read meanwhile.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, serialize(made));
  renameSync(own, file);
  return made;
}
