/** What a worker's metrics say of the logs: how many stand still or are refused, and how long the oldest has waited. */

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Registry } from 'prom-client';
import { freePort } from '../../launcher/engines/free-port.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { firstIdOf } from '../../store/event-time.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { surveyLogs } from '../../store/ledger/survey-logs.ts';
import { openStore } from '../../store/store.ts';
import { measureLedger } from '../../worker/measure-ledger.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { environmentOf, startEngines } from '../support/engines.ts';
import { keepLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const PLATFORM = 0;

let database: Database;
before(async () => {
  database = await startDatabase();
});
after(() => database.stop());

/** As Prometheus reads them. */
async function metrics(survey = () => surveyLogs(database.store, new Date())) {
  const registry = new Registry();
  measureLedger(registry, survey);
  const text = await registry.metrics();
  const read = (series: string) => {
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.split(' ')[1]);
  };
  const states = ['starting', 'current', 'stalled', 'refused'].map((state) =>
    read(`capstan_ledger_logs{state="${state}"}`),
  );
  return { up: read('capstan_ledger_survey_up'), oldest: read('capstan_ledger_oldest_pending_seconds'), states };
}

const idFrom = (secondsAgo: number) => `${firstIdOf(Date.now() - secondsAgo * 1_000)}${'0'.repeat(16)}`;
const row = (_id: string, log: number) => ({ _id, log, leaf_hash: binaryOf(Buffer.alloc(32)) });

it('nothing waits and no log is there: all are zero', async () => {
  assert.deepEqual(await metrics(), { up: 1, oldest: 0, states: [0, 0, 0, 0] });
});

it('logs that are signed are current, and what has just come stalls none', async () => {
  const ledger = keepLedger(database.store, database.directory);
  for (const log of [1, 2]) await new AuditWriter(database.store).write(auditEntry({ organization_id: log }));
  for (const log of [1, 2, PLATFORM]) await ledger.settled(log);
  await ledger.stop();
  assert.deepEqual(await metrics(), { up: 1, oldest: 0, states: [0, 3, 0, 0] });
  await ledgerCollections(database.store).pending.insertOne(row(idFrom(30), 1));
  const { oldest = 0, states } = await metrics();
  assert.ok(oldest >= 30 && oldest < 60, String(oldest));
  assert.deepEqual(states, [0, 3, 0, 0]);
});

it('a log whose records wait for more than a minute is stalled, and the others are not', async () => {
  await ledgerCollections(database.store).pending.insertMany([row(idFrom(300), 1), row(idFrom(90), 1)]);
  const { oldest = 0, states } = await metrics();
  assert.ok(oldest >= 300 && oldest < 360, String(oldest));
  assert.deepEqual(states, [0, 2, 1, 0]);
});

it('the log of the platform is stalled where a checkpoint waits for it as long', async () => {
  const { pending, checkpoints } = ledgerCollections(database.store);
  const checkpoint = await checkpoints.findOneAndUpdate(
    { log: 2 },
    { $set: { created_at: new Date(Date.now() - 900_000) } },
  );
  assert.ok(checkpoint);
  await pending.insertOne(row(checkpoint._id, PLATFORM));
  const { oldest = 0, states } = await metrics();
  assert.ok(oldest >= 900 && oldest < 960, String(oldest));
  assert.deepEqual(states, [0, 1, 2, 0]);
});

it('a log that is refused counts as that, whatever waits', async () => {
  const refusal = {
    code: 'database_older_than_checkpoint',
    signed_size: 9,
    found_size: 1,
    noticed_at: new Date(),
  } as const;
  await ledgerCollections(database.store).heads.updateOne({ _id: 1 }, { $set: { refusal } });
  assert.deepEqual((await metrics()).states, [0, 1, 1, 1]);
});

it('looks at the oldest of each log alone, however much waits for one of them', async () => {
  const { pending } = ledgerCollections(database.store);
  const many = Array.from({ length: 5_000 }, (_, at) =>
    row(`${idFrom(600).slice(0, -6)}${String(at).padStart(6, '0')}`, 2),
  );
  await pending.insertMany(many);
  const looked: number[] = [];
  const db = database.store.connection.getClient().db();
  await db.command({ profile: 2 });
  try {
    await surveyLogs(database.store, new Date());
    for await (const { docsExamined, keysExamined } of db
      .collection('system.profile')
      .find({ ns: pending.namespace })) {
      looked.push(docsExamined, keysExamined);
    }
  } finally {
    await db.command({ profile: 0 });
    await pending.deleteMany({ _id: { $in: many.map(({ _id }) => _id) } });
  }
  assert.ok(looked.length > 0 && Math.max(...looked) < 100, String(looked));
});

it('where the database does not answer one gauge says so, the others are left out, and the scrape does not fail', async () => {
  const away = await metrics(() => Promise.reject(new Error('away')));
  assert.deepEqual(away, { up: 0, oldest: undefined, states: [undefined, undefined, undefined, undefined] });
});

it('the database is not asked at every scrape', async () => {
  let asked = 0;
  const registry = new Registry();
  measureLedger(registry, async () => {
    asked += 1;
    return { states: { starting: 0, current: 0, stalled: 0, refused: 0 }, oldestPendingMs: null };
  });
  await Promise.all([registry.metrics(), registry.metrics()]);
  await registry.metrics();
  assert.equal(asked, 1);
});

it('a worker shows them, and is ready while a log stands still', async () => {
  const engines = await startEngines();
  const port = await freePort();
  const worker = startRole('worker/main.ts', { ...environmentOf(engines), CAPSTAN_WORKER_PORT: String(port) });
  const store = await openStore(engines.mongod.uri);
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  try {
    await worker.printed('Worker is ready');
    await new AuditWriter(store).write(auditEntry({ organization_id: 1 }));
    const { heads, pending, sequence } = ledgerCollections(store);
    await until('its log is signed', async () => (await heads.findOne({ _id: 1 }))?.published_at ?? undefined);
    // What is in the tree already cannot be put into it, however often it is tried.
    const old = { _id: idFrom(120), log: 1, index: 1_000 };
    await sequence.insertOne(old);
    await pending.insertOne(row(old._id, 1));
    await until('it is stalled', async () => {
      const text = await (await get('/metrics')).text();
      return text.includes('capstan_ledger_logs{state="stalled"} 1') ? true : undefined;
    });
    assert.equal((await get('/readyz')).status, 200);
  } finally {
    await worker.stop();
    await store.close();
    await engines.stop();
  }
});
