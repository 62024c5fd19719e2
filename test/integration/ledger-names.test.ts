/** Whoever writes to MongoDB alone gives a log no other name, generation or beginning than the holders of the keys have. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { AuditWriter } from '../../store/audit-log.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { acceptRestored } from '../../store/ledger/signing/accept-restored.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import type { LedgerHeadDocument } from '../../store/models/ledger.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { until } from '../support/until.ts';

let database: Database;
let ledger: TestLedger;
let log = 0;

before(async () => {
  database = await startDatabase();
  ledger = keepLedger(database.store, database.directory, false);
});
after(() => database.stop());
beforeEach(async () => {
  log += 1;
  ledger.another();
  await write(3);
  await ledger.settled(log);
  await ledger.stop();
});
afterEach(() => ledger.stop());

async function write(records: number): Promise<void> {
  const writer = new AuditWriter(database.store);
  for (let n = 0; n < records; n += 1) await writer.write(auditEntry({ organization_id: log }));
}

const setHead = (fields: Partial<LedgerHeadDocument>) =>
  ledgerCollections(database.store).heads.updateOne({ _id: log }, { $set: fields });

const refused = () =>
  until('the log is refused', async () => (await headOf(database.store, log))?.refusal?.code ?? undefined);

/** As if nothing had been there. */
async function wipe(): Promise<void> {
  const { heads, sequence, tiles, checkpoints } = ledgerCollections(database.store);
  await Promise.all([
    heads.deleteOne({ _id: log }),
    sequence.deleteMany({ log }),
    tiles.deleteMany({ log }),
    checkpoints.deleteMany({ log }),
    database.store.auditCollection().deleteMany({ organization_id: log }),
  ]);
}

it('another name is not signed', async () => {
  await setHead({ origin: 'evil.example/organizations/1' });
  ledger.another();
  await write(1);
  assert.equal(await refused(), 'name_not_given');
});

it('the name of another log is not signed, so no two trees come under one', async () => {
  const victim = log;
  log += 1;
  await setHead({});
  ledger.another();
  await write(1);
  await ledger.settled(log);
  await ledger.stop();
  await setHead({ origin: ledger.keys.originOf(victim, 1), published_size: 0, published_at: null });
  ledger.another();
  assert.equal(await refused(), 'name_not_given');
});

it('a generation that nobody has begun with a key is not signed, whatever is under it', async () => {
  const head = await headOf(database.store, log);
  await wipe();
  const { heads } = ledgerCollections(database.store);
  const generation = { generation: 2, origin: ledger.keys.originOf(log, 2) };
  assert.ok(head);
  await heads.insertOne({ ...head, ...generation, published_size: 0, published_at: null });
  ledger.another();
  assert.equal(await refused(), 'name_not_given');
});

it('a generation that was accepted is signed by every host, and the one before never again', async () => {
  const before = await headOf(database.store, log);
  assert.ok(before);
  await wipe();
  await write(1);
  const watcher = ledger.another(join(database.directory, `watcher-${log}`));
  const keeper = ledger.another();
  assert.equal(await refused(), 'database_older_than_checkpoint');
  await Promise.all([watcher.stop(), keeper.stop()]);
  const elsewhere = new SignedElsewhere(ledger.directory);
  const all = await acceptRestored(database.store, ledger.keys, elsewhere, 'a test');
  const accepted = all.find((one) => one.log === log);
  assert.equal(accepted?.to, ledger.keys.originOf(log, 2));
  // A host that has heard nothing of it.
  ledger.another(join(database.directory, `other-${log}`));
  await write(1);
  assert.equal((await ledger.settled(log)).origin, accepted?.to);
  await ledger.stop();

  await setHead({ generation: 1, origin: ledger.keys.originOf(log, 1), published_size: 0, published_at: null });
  ledger.another(join(database.directory, `other-${log}`));
  assert.equal(await refused(), 'database_older_than_checkpoint');
});

it('a keeper on a fresh host takes note of what was signed before it', async () => {
  const fresh = join(database.directory, `fresh-${log}`);
  const origin = ledger.keys.originOf(log, 1);
  ledger.another(fresh);
  await until('the note is on its disk', async () => new SignedElsewhere(fresh).of(origin));
  await ledger.stop();
  await wipe();
  await write(1);
  ledger.another(fresh);
  assert.equal(await refused(), 'database_older_than_checkpoint');
});

it('a lease that is lost is made again, behind all that was before', async () => {
  ledger.another();
  await write(1);
  await ledger.settled(log);
  const { leases } = ledgerCollections(database.store);
  const before = await headOf(database.store, log);
  await leases.deleteMany({});
  const held = { _id: 'keeper' as const, holder: { $ne: 'nobody' } };
  const lease = await until('somebody holds it', async () => (await leases.findOne(held)) ?? undefined);
  assert.ok(before && lease.token > before.epoch);
  await write(1);
  await ledger.settled(log);
});
