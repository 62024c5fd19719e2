/** The operational log and a MongoDB that goes away: what happens meanwhile is written when it is back. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { healthEvent } from '../../domain/operational-event.ts';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { createReadiness } from '../../runtime/health.ts';
import { createLogger } from '../../runtime/logger.ts';
import { OperationalLog, operationalEvents } from '../../store/operational-log.ts';
import { openStore, type Store } from '../../store/store.ts';
import { until } from '../support/until.ts';

let directory: string;
let mongod: Mongod;
let store: Store;

const start = async (port?: number) =>
  startMongod({ binary: (await resolveBinary('mongod')).path, directory: join(directory, 'mongodb'), port });

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-events-test-'));
  mongod = await start();
  store = await openStore(mongod.uri);
  await store.prepare();
});

after(async () => {
  await store.close();
  await mongod.stop();
  await rm(directory, { recursive: true, force: true });
});

it('that the database was away is in the log of the database, once it is back, each event once', async () => {
  const logger = createLogger({ service: 'worker', level: 'error' });
  const log = OperationalLog.of(store, { source: 'worker', logger });
  const readiness = createReadiness(
    { mongodb: () => store.ping() },
    { timeoutMs: 500, cacheMs: 0, onTurn: (turn) => log.add(healthEvent(turn)) },
  );
  assert.equal((await readiness()).ready, true);
  await mongod.kill();
  assert.equal((await readiness()).ready, false);
  const step = { organization_id: 1, level: 'info', kind: 'job.step' } as const;
  for (let n = 0; n < 1_200; n += 1) log.add({ ...step, message: `step ${n}`, job_id: 7 });
  mongod = await start(mongod.port);
  await until('the database to be well', async () => ((await readiness()).ready ? true : undefined));
  const told = await until('the events about it', async () => {
    const found = await operationalEvents(store).find({ kind: 'health' }).sort({ _id: 1 }).toArray();
    return found.length >= 2 ? found : undefined;
  });
  assert.deepEqual(
    told.map(({ level, attributes }) => [level, attributes['check']]),
    [
      ['error', 'mongodb'],
      ['info', 'mongodb'],
    ],
  );
  await log.close();
  assert.equal(await operationalEvents(store).countDocuments({ job_id: 7 }), 1_200);
});
