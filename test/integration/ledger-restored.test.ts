/** A database that was set back to an older state is noticed, and nothing is signed that contradicts what was. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { mongo } from 'mongoose';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { headOf, latestCheckpoint } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { isSignedBy, parseNote, parseVkey } from '../../store/ledger/signed-note.ts';
import { acceptRestored } from '../../store/ledger/signing/accept-restored.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import { type ApiHarness, startApi } from '../support/api-harness.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { until } from '../support/until.ts';

const LOG = 1;
const EVIDENCE = /^(audit_records|ledger_)/;

let api: ApiHarness;
let directory: string;
let ledger: TestLedger;
/** An older state of the evidence, as a backup has it. */
let backup: Map<string, mongo.Document[]>;

const db = () => api.store.connection.getClient().db();
const refusalOf = async (log: number) => (await headOf(api.store, log))?.refusal ?? undefined;
const act = async () => {
  const answer = await api.call('GET', '/v1/resources', { as: api.admin });
  assert.equal(answer.status, 200);
};

async function takeBackup(): Promise<Map<string, mongo.Document[]>> {
  const taken = new Map<string, mongo.Document[]>();
  for (const { name } of await db().listCollections().toArray()) {
    if (EVIDENCE.test(name)) taken.set(name, await db().collection(name).find().toArray());
  }
  return taken;
}

async function restore(from: ReadonlyMap<string, mongo.Document[]>): Promise<void> {
  for (const [name, documents] of from) {
    await db().collection(name).deleteMany({});
    if (documents.length > 0) await db().collection(name).insertMany(documents);
  }
}

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-restored-'));
});
beforeEach(async () => {
  api = await startApi();
  ledger = keepLedger(api.store, directory);
  await act();
  await ledger.settled(LOG);
  await ledger.stop();
  backup = await takeBackup();
  const later = ledger.another();
  for (let count = 0; count < 3; count += 1) await act();
  await ledger.settled(LOG);
  await later.stop();
});
afterEach(async () => {
  await ledger.stop();
  await api.close();
});
after(() => rm(directory, { recursive: true, force: true }));

describe('a database that was restored from an older backup', () => {
  it('is signed no more, says so on /readyz and at GET /v1/ledger, and signs again when the newer one is back', async () => {
    const newer = await takeBackup();
    const signed = (await latestCheckpoint(api.store, LOG))?.size ?? 0;
    await restore(backup);
    ledger.another();
    const refusal = await until('the log is refused', () => refusalOf(LOG));
    assert.equal(refusal.code, 'database_older_than_checkpoint');
    assert.equal(refusal.signed_size, signed);
    assert.ok(refusal.found_size < signed);

    const ready = await api.call('GET', '/readyz');
    assert.equal(ready.status, 503);
    assert.equal(ready.body.checks.ledger, 'failed (database_older_than_checkpoint)');
    const { body } = await api.call('GET', '/v1/ledger', { as: api.admin });
    assert.equal(body.state, 'refused');
    assert.equal(body.refusal.code, 'database_older_than_checkpoint');
    await act();
    await until('records are still put into the tree', async () =>
      (await ledgerCollections(api.store).pending.countDocuments({ log: LOG })) === 0 ? true : undefined,
    );
    assert.equal((await headOf(api.store, LOG))?.published_size, refusal.found_size, 'nothing new is signed');

    await ledger.stop();
    await restore(newer);
    ledger.another();
    await act();
    const checkpoint = await ledger.settled(LOG);
    assert.ok(checkpoint.size > signed);
  });

  it('is noticed also where it has grown past the signed size meanwhile', async () => {
    await restore(backup);
    const other = keepLedger(api.store, directory, false);
    // A worker of another host, which has seen nothing of what was signed.
    const keeper = ledger.another(join(other.directory, 'elsewhere'));
    for (let count = 0; count < 12; count += 1) await act();
    await ledger.settled(LOG);
    await keeper.stop();
    ledger.another();
    assert.equal((await until('refused', () => refusalOf(LOG))).code, 'history_differs_from_checkpoint');
  });

  it('is noticed by a worker that only watches', async () => {
    const [first, second] = [join(directory, `first-${api.baseUrl.at(-1)}`), join(directory, `second-${Date.now()}`)];
    // The second one sees what the first has signed, and keeps it in its own files.
    const leader = ledger.another(first);
    await act();
    await ledger.settled(LOG);
    const watcher = ledger.another(second);
    const size = (await latestCheckpoint(api.store, LOG))?.size;
    await until('the watcher has it', async () => {
      const origin = ledger.keys.originOf(LOG, 1);
      return new SignedElsewhere(second).of(origin)?.size === size ? true : undefined;
    });
    await leader.stop();
    await watcher.stop();
    await restore(backup);
    ledger.another(second);
    assert.equal((await until('refused', () => refusalOf(LOG))).code, 'database_older_than_checkpoint');
  });

  it('goes on under a new name once that is accepted, with a record of what was lost', async () => {
    const lost = await latestCheckpoint(api.store, LOG);
    assert.ok(lost);
    await restore(backup);
    ledger.another();
    await until('refused', () => refusalOf(LOG));
    await ledger.stop();
    const accepted = await acceptRestored(
      api.store,
      ledger.keys,
      new SignedElsewhere(ledger.directory),
      'the disk of the database failed',
    );
    const own = accepted.find(({ log }) => log === LOG);
    assert.ok(own);
    assert.equal(own.to, `${own.from}/2`);
    ledger.another();
    const checkpoint = await ledger.settled(LOG);
    assert.equal(checkpoint.origin, own.to);
    const [vkey = ''] = ledger.keys.vkeysOf(own.to);
    const [note, key] = [parseNote(checkpoint.note), parseVkey(vkey)];
    assert.ok(note && key && isSignedBy(note, key));
    assert.equal((await api.call('GET', '/readyz')).body.checks.ledger, 'ok');

    const { body } = await api.call('GET', `/v1/logs/audit/${own.eventId}`, { as: api.admin });
    assert.equal(body.operation, 'ledger.accept_restored');
    assert.ok(body.change.includes(`${lost.size} (root ${bytesOf(lost.root).toString('base64')})`), body.change);
    assert.equal(body.reason, 'the disk of the database failed');
    // The closed name is never signed again, and the old state does not pass for the new one.
    assert.equal(new SignedElsewhere(ledger.directory).of(own.from)?.size, lost.size);
    await ledger.stop();
    await restore(backup);
    ledger.another();
    await until('refused again', () => refusalOf(LOG));
    const again = await acceptRestored(
      api.store,
      ledger.keys,
      new SignedElsewhere(ledger.directory),
      'that backup was older than the acceptance',
    );
    assert.equal(again.find(({ log }) => log === LOG)?.to, `${own.from}/3`, 'no name is used twice');
  });
});

it('a head that was exchanged for another one of the same size is not signed', async () => {
  const { heads } = ledgerCollections(api.store);
  const head = await headOf(api.store, LOG);
  assert.ok(head);
  await heads.updateOne({ _id: LOG }, { $set: { root: binaryOf(Buffer.alloc(32, 1)) } });
  ledger.another();
  assert.equal((await until('refused', () => refusalOf(LOG))).code, 'history_differs_from_checkpoint');
});
