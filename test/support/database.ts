/** A mongod of a test file's own, with Capstan's collections and nothing else. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../store/store.ts';
import { startTestMongod } from './test-mongod.ts';

export interface Database {
  readonly store: Store;
  readonly uri: string;
  /** For files of the test; goes away with the database. */
  readonly directory: string;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<Database> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
  const mongod = await startTestMongod(join(directory, 'mongodb'));
  const store = await openStore(mongod.uri);
  await store.prepare();
  return {
    store,
    uri: mongod.uri,
    directory,
    async stop() {
      await store.close();
      // Not stopped in order: nobody wants the data any more.
      await mongod.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
