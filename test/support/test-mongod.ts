/** The mongod of a test file. In a run of all tests it begins with a copy of data that were prepared once for the run. */

import { existsSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { openStore } from '../../store/store.ts';
import { directoryOfRun } from './run-directory.ts';

const PREPARED = 'mongodb';

/**
 * Starts it in `directory`, which is made; where it is there already, its data go on. Whether Capstan's collections are
 * there is not to be relied on: `store.prepare()` makes what is missing.
 */
export async function startTestMongod(directory: string, port?: number): Promise<Mongod> {
  const run = directoryOfRun();
  const prepared = run === undefined ? undefined : join(run, PREPARED);
  if (prepared !== undefined && existsSync(prepared) && !existsSync(directory)) {
    await cp(prepared, directory, { recursive: true });
  }
  return startLastingMongod(directory, port);
}

/**
 * The same from nothing: for tests that kill it and go on with its data. A copy has lost the journal that its data speak of, so
 * that what is written to a new one is not found again after a crash.
 */
export async function startLastingMongod(directory: string, port?: number): Promise<Mongod> {
  return startMongod({ binary: (await resolveBinary('mongod')).path, directory, port });
}

/** Makes the data that the mongods of a run begin with: a replica set with its user, all collections and indexes, empty. */
export async function prepareMongod(run: string): Promise<void> {
  const mongod = await startMongod({ binary: (await resolveBinary('mongod')).path, directory: join(run, PREPARED) });
  const store = await openStore(mongod.uri);
  await store.prepare();
  await store.close();
  await mongod.stop();
  // Stopped in order it has nothing in its journal, which takes up nearly all of what would be copied.
  const journal = join(run, PREPARED, 'db/journal');
  for (const file of await readdir(journal)) await rm(join(journal, file));
  // Copies have a log of their own.
  await rm(join(run, PREPARED, 'mongod.log'));
}
