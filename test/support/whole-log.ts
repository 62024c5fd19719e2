/** A log with a database of its own, whole before each test, for whoever alters it behind the ledger's back. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import type { mongo } from 'mongoose';
import { verifyBatch } from '../../activities/ledger/verify/verify-batch.ts';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { openStore, type Store } from '../../store/store.ts';
import { type Position, START } from '../../workflows/contract.ts';
import { keepLedger, type TestLedger } from './ledger.ts';
import { auditEntry } from './ledger-entry.ts';

export const LOG = 1;
export const RECORDS = 700;

export const ENTRY = auditEntry({ resource_id: 7, reason: 'a ticket said so', ticket_id: 'CHG-1' });

export let directory: string;
export let store: Store;
export let ledger: TestLedger;
let mongod: Mongod;
/** The database as it was when it was whole, by collection. */
let whole: Map<string, mongo.Document[]>;
let ids: string[];

/** Called at the top of a test file: what the file's tests find is made before, and set right before each. */
export function useWholeLog(): void {
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-tampering-'));
    mongod = await startMongod({ binary: (await resolveBinary('mongod')).path, directory: join(directory, 'mongodb') });
    store = await openStore(mongod.uri);
    await store.prepare();
    await fill();
    whole = new Map();
    for (const { name } of await db().listCollections().toArray())
      whole.set(name, await db().collection(name).find().toArray());
  });

  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    for (const [name, documents] of whole) {
      await db().collection(name).deleteMany({});
      if (documents.length > 0) await db().collection(name).insertMany(documents);
    }
  });
}

async function fill(): Promise<void> {
  ledger = keepLedger(store, directory);
  const writer = new AuditWriter(store);
  await writer.write(ENTRY);
  await ledger.settled(LOG);
  await Promise.all(Array.from({ length: RECORDS - 1 }, () => writer.write(ENTRY)));
  await ledger.settled(LOG);
  await ledger.settled(PLATFORM_LOG);
  await ledger.stop();
  ids = (await ledgerCollections(store).sequence.find({ log: LOG }).sort({ index: 1 }).toArray()).map(({ _id }) => _id);
  assert.equal(ids.length, RECORDS);
}

export function db() {
  return store.connection.getClient().db();
}

export function id(index: number): string {
  const found = ids[index];
  assert.ok(found);
  return found;
}

export async function verify(mode: string, range: object = {}) {
  const job = { organization_id: LOG, input: { mode, ...range } } as unknown as JobDocument;
  const means = { store, ledgerNames: ledger.keys };
  let position: Position = START;
  for (;;) {
    const answer = await verifyBatch(means, job, position);
    if (answer.state === 'more') position = answer.position;
    else return answer;
  }
}

export async function firstFailure(mode: string, range: object = {}) {
  const { status, code, result } = await verify(mode, range);
  const found = Object(result['first_failure']);
  assert.equal(status, 'completed_with_errors');
  assert.equal(code, 'ledger_damaged');
  assert.equal(result['valid'], false);
  return { kind: found.kind, index: found.index, event_id: found.event_id, place: found.place };
}
