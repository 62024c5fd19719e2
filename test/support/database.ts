/** A mongod of a test file's own, with Capstan's collections and nothing else. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { openStore, type Store } from '../../store/store.ts';

export interface Database {
  readonly store: Store;
  readonly uri: string;
  /** For files of the test; goes away with the database. */
  readonly directory: string;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<Database> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
  const { path: binary } = await resolveBinary('mongod');
  const mongod = await startMongod({ binary, directory: join(directory, 'mongodb') });
  const store = await openStore(mongod.uri);
  await store.prepare();
  return {
    store,
    uri: mongod.uri,
    directory,
    async stop() {
      await store.close();
      await mongod.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
