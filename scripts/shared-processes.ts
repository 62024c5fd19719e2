/** Puts test files that may share a process together, so that the API is loaded once for all of them and not for each. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LONGEST_FILES } from './longest-files.ts';

/** Rooms whose files keep to the API that they start: none changes the environment, clocks or other things of its process. */
const SHARING_ROOMS = ['test/api/'];
/** Few, so that no process runs for long after the others; most of what is shared is shared by then. */
const FILES_PER_PROCESS = 4;

/** What runs in one process: a file, or a module made of some. */
export interface TestProcess {
  readonly entry: string;
  readonly files: readonly string[];
}

/** Keeps the order of the first file of each. @param directory where the modules come to lie. */
export function sharedProcesses(files: readonly string[], directory: string): TestProcess[] {
  const processes: { entry: string; files: string[] }[] = [];
  let open: { entry: string; files: string[] } | undefined;
  for (const file of files) {
    if (LONGEST_FILES.includes(file) || !SHARING_ROOMS.some((room) => file.startsWith(room))) {
      processes.push({ entry: file, files: [file] });
    } else if (open && open.files.length < FILES_PER_PROCESS) {
      open.files.push(file);
    } else {
      open = { entry: join(directory, `shared-${processes.length}.test.mjs`), files: [file] };
      processes.push(open);
    }
  }
  for (const { entry, files: members } of processes)
    if (!members.includes(entry)) writeFileSync(entry, moduleOf(members));
  return processes;
}

/** A file is a suite of its name: what fails is found by it, also where the file cannot be loaded. */
function moduleOf(files: readonly string[]): string {
  const suites = files.map(
    (file) => `describe('${file}', async () => {
  await import('${pathToFileURL(file).href}');
  after(() => noteProcessorTime('${file}'));
});
`,
  );
  const times = new URL('../test/support/processor-time.mjs', import.meta.url).href;
  return `import { after, describe } from 'node:test';
import { noteProcessorTime } from '${times}';

${suites.join('')}`;
}
