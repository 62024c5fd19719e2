/** Sets a parameter of a running MongoDB, as its operator would; Capstan's own user may not. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { Engines } from './engines.ts';

/** Until the server is started anew. */
export async function setServerParameter(
  { directory, mongod }: Pick<Engines, 'directory' | 'mongod'>,
  name: string,
  value: number,
): Promise<void> {
  const key = readFileSync(join(directory, 'mongodb/replica-set.key'), 'utf8').replaceAll(/\s/g, '');
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${mongod.port}/?directConnection=true`, {
    auth: { username: '__system', password: key },
    authSource: 'local',
    authMechanism: 'SCRAM-SHA-256',
  });
  try {
    await client.db('admin').command({ setParameter: 1, [name]: value });
  } finally {
    await client.close();
  }
}
