/** What is wrong with one log holds up no other, is told once, and ends by itself when it is mended. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { openStore, type Store } from '../../store/store.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { until } from '../support/until.ts';

let directory: string;
let mongod: Mongod;
let store: Store;
let ledger: TestLedger;
const told: number[] = [];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-standstill-'));
  mongod = await startMongod({ binary: (await resolveBinary('mongod')).path, directory: join(directory, 'mongodb') });
  store = await openStore(mongod.uri);
  await store.prepare();
  ledger = keepLedger(store, directory, false);
  ledger.another(undefined, { onStandstill: (log) => told.push(log) });
});
after(async () => {
  await ledger.stop();
  await store.close();
  await mongod.stop();
  await rm(directory, { recursive: true, force: true });
});

const write = (log: number) => new AuditWriter(store).write(auditEntry({ organization_id: log }));

it('a row that is in the tree already', async () => {
  const id = await write(1);
  await ledger.settled(1);
  // As a dump brings it that was not taken at one point in time.
  const row = { _id: id, log: 1, leaf_hash: binaryOf(Buffer.alloc(32, 1)) };
  await ledgerCollections(store).pending.insertOne(row);
  await until('it is told', async () => (told.includes(1) ? true : undefined));
  await write(1);
  for (let count = 0; count < 3; count += 1) await write(2);
  assert.equal((await ledger.settled(2)).size, 3);
  assert.deepEqual(told, [1], 'once');
  await ledgerCollections(store).pending.deleteOne({ _id: id });
  assert.equal((await ledger.settled(1)).size, 2);
});

it('a tile that was cut short', async () => {
  told.length = 0;
  const { tiles } = ledgerCollections(store);
  const tile = await tiles.findOne({ _id: '1/0/0' });
  assert.ok(tile);
  await tiles.updateOne({ _id: tile._id }, { $set: { hashes: binaryOf(bytesOf(tile.hashes).subarray(0, 32)) } });
  await write(1);
  await write(2);
  assert.equal((await ledger.settled(2)).size, 4);
  await until('it is told', async () => (told.includes(1) ? true : undefined));
  await tiles.replaceOne({ _id: tile._id }, { log: 1, level: 0, index: 0, hashes: tile.hashes });
  assert.equal((await ledger.settled(1)).size, 3);
});

it('more leaves behind such a row than one commit takes', async () => {
  told.length = 0;
  const { sequence, pending } = ledgerCollections(store);
  const before = (await headOf(store, 1))?.size ?? 0;
  const row = await sequence.findOne({ log: 1 });
  assert.ok(row);
  const waiting = (_id: string) => ({ _id, log: 1, leaf_hash: binaryOf(randomBytes(32)) });
  const ids = Array.from({ length: 2_100 }, () => newEventId());
  await pending.insertMany([waiting(row._id), ...ids.map(waiting)]);
  const size = (await headOf(store, 2))?.size ?? 0;
  await write(2);
  assert.equal((await ledger.settled(2)).size, size + 1);
  await until('it is told', async () => (told.includes(1) ? true : undefined));
  await pending.deleteOne({ _id: row._id });
  assert.equal((await ledger.settled(1)).size, before + 2_100);
});
