/** The real servers of a test file: MongoDB and Temporal in a directory of their own. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { startTemporal, type Temporal } from '../../launcher/engines/temporal.ts';
import { createKeyFiles } from '../../launcher/keys.ts';
import { startLastingMongod, startTestMongod } from './test-mongod.ts';

export const NAMESPACE = 'capstan-test';

export interface Engines {
  readonly directory: string;
  readonly mongod: Mongod;
  readonly temporal: Temporal;
  /** Starts a killed server again on its port and data. */
  restartMongod(): Promise<void>;
  restartTemporal(): Promise<void>;
  stop(): Promise<void>;
}

/** `lasting`: MongoDB is killed, and goes on with its data. */
export async function startEngines({ lasting = false } = {}): Promise<Engines> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
  const temporalBinary = await resolveBinary('temporal');
  const mongodAt = (port?: number) =>
    (lasting ? startLastingMongod : startTestMongod)(join(directory, 'mongodb'), port);
  const temporalAt = (port?: number) =>
    startTemporal({
      binary: temporalBinary.path,
      directory: join(directory, 'temporal'),
      namespace: NAMESPACE,
      port,
    });
  let [mongod, temporal] = await Promise.all([mongodAt(), temporalAt()]);
  createKeyFiles({
    masterKeyFile: join(directory, 'keys/master.json'),
    sharedKeyFile: join(directory, 'keys/shared.json'),
    ledgerKeyFile: join(directory, 'keys/ledger.json'),
  });
  return {
    directory,
    get mongod() {
      return mongod;
    },
    get temporal() {
      return temporal;
    },
    async restartMongod() {
      mongod = await mongodAt(mongod.port);
    },
    async restartTemporal() {
      temporal = await temporalAt(temporal.port);
    },
    async stop() {
      // Not in order: nobody wants their data any more.
      await Promise.all([temporal.kill(), mongod.kill()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a process needs to know to work with these servers. */
export function environmentOf(engines: Engines): Record<string, string> {
  return {
    CAPSTAN_MONGODB_URI: engines.mongod.uri,
    CAPSTAN_TEMPORAL_ADDRESS: engines.temporal.address,
    CAPSTAN_TEMPORAL_NAMESPACE: NAMESPACE,
    CAPSTAN_DATA_DIR: engines.directory,
  };
}
