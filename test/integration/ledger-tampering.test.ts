/** Whatever is altered in the database behind the ledger's back, `verify` names the first place where it shows. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { mongo } from 'mongoose';
import { verifyBatch } from '../../activities/ledger/verify/verify-batch.ts';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { leafOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { openStore, type Store } from '../../store/store.ts';
import { type Position, START } from '../../workflows/contract.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { createWitness } from '../support/witness.ts';

const LOG = 1;
const RECORDS = 700;

const ENTRY = auditEntry({ resource_id: 7, reason: 'a ticket said so', ticket_id: 'CHG-1' });

let directory: string;
let mongod: Mongod;
let store: Store;
let ledger: TestLedger;
/** The database as it was when it was whole, by collection. */
let whole: Map<string, mongo.Document[]>;
let ids: string[];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-tampering-'));
  mongod = await startMongod({ binary: (await resolveBinary('mongod')).path, directory: join(directory, 'mongodb') });
  store = await openStore(mongod.uri);
  await store.prepare();
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

function db() {
  return store.connection.getClient().db();
}

function id(index: number): string {
  const found = ids[index];
  assert.ok(found);
  return found;
}

async function verify(mode: string, range: object = {}) {
  const job = { organization_id: LOG, input: { mode, ...range } } as unknown as JobDocument;
  const means = { store, ledgerNames: ledger.keys };
  let position: Position = START;
  for (;;) {
    const answer = await verifyBatch(means, job, position);
    if (answer.state === 'more') position = answer.position;
    else return answer;
  }
}

async function firstFailure(mode: string, range: object = {}) {
  const { status, code, result } = await verify(mode, range);
  const found = Object(result['first_failure']);
  assert.equal(status, 'completed_with_errors');
  assert.equal(code, 'ledger_damaged');
  assert.equal(result['valid'], false);
  return { kind: found.kind, index: found.index, event_id: found.event_id, place: found.place };
}

describe('a log that is whole', () => {
  for (const mode of ['head', 'full', 'deep']) {
    it(`is found so by mode ${mode}`, async () => {
      const { status, result } = await verify(mode);
      assert.deepEqual([status, result['first_failure'], result['tree_size']], ['succeeded', null, RECORDS]);
    });
  }
  it('is found so by any range', async () => {
    for (const [from_index, to_index] of [
      [0, 1],
      [255, 257],
      [300, RECORDS],
      [0, RECORDS],
    ]) {
      const { status } = await verify('range', { from_index, to_index });
      assert.equal(status, 'succeeded', `${from_index} to ${to_index}`);
    }
  });
});

describe('a record', () => {
  it('whose leaf has one bit flipped is named', async () => {
    const record = await store.auditCollection().findOne({ _id: id(300) });
    const leaf = Buffer.from(bytesOf(record?.leaf ?? binaryOf(Buffer.of(0))));
    leaf[10] = (leaf[10] ?? 0) ^ 1;
    await store.auditCollection().updateOne({ _id: id(300) }, { $set: { leaf: binaryOf(leaf) } });
    const expected = { kind: 'leaf_altered', index: 300, event_id: id(300), place: 'leaf' };
    assert.deepEqual(await firstFailure('full'), expected);
    assert.deepEqual(await firstFailure('range', { from_index: 290, to_index: 310 }), expected);
    assert.equal((await verify('range', { from_index: 512, to_index: 600 })).status, 'succeeded');
  });

  it('whose leaf and hash were replaced together is named', async () => {
    const leaf = Buffer.from('{"v":1}');
    const change = { leaf: binaryOf(leaf), leaf_hash: binaryOf(hashLeaf(leaf)) };
    await store.auditCollection().updateOne({ _id: id(3) }, { $set: change });
    assert.deepEqual(await firstFailure('full'), {
      kind: 'leaf_not_in_tree',
      index: 3,
      event_id: id(3),
      place: 'leaf',
    });
  });

  for (const [field, value] of [
    ['operation', 'resource.update'],
    ['status', 'denied'],
    ['actor.id', 2],
    ['actor.name', 'mallory'],
    ['actor.address', null],
    ['reason', 'another reason'],
    ['change', 'changed: port'],
    ['job_id', 12],
    ['scope_id', 99],
    ['timestamp', new Date(0)],
    ['approval_id', 4],
  ] as const) {
    it(`whose ${field} was altered beside the leaf is named, with the field`, async () => {
      await store.auditCollection().updateOne({ _id: id(511) }, { $set: { [field]: value } });
      assert.deepEqual(await firstFailure('full'), {
        kind: 'record_altered',
        index: 511,
        event_id: id(511),
        place: field,
      });
    });
  }

  it('with a disclosure of another record is named', async () => {
    const other = await store.auditCollection().findOne({ _id: id(1) });
    await store.auditCollection().updateOne({ _id: id(2) }, { $set: { disclosures: other?.disclosures ?? [] } });
    assert.deepEqual(await firstFailure('full'), {
      kind: 'disclosure_altered',
      index: 2,
      event_id: id(2),
      place: 'disclosures',
    });
  });

  it('that was deleted is named', async () => {
    await store.auditCollection().deleteOne({ _id: id(RECORDS - 1) });
    assert.deepEqual(await firstFailure('full'), {
      kind: 'record_missing',
      index: RECORDS - 1,
      event_id: id(RECORDS - 1),
      place: 'audit_records',
    });
  });

  it('that was deleted is named also where the head says that it was let go', async () => {
    await store.auditCollection().deleteOne({ _id: id(3) });
    await ledgerCollections(store).heads.updateOne({ _id: LOG }, { $set: { pruned_size: 4 } });
    for (const mode of ['head', 'full']) {
      const { kind, place } = await firstFailure(mode);
      assert.deepEqual([kind, place], ['head_altered', 'ledger_heads.pruned_size']);
    }
  });

  for (const field of ['leaf', 'leaf_hash', 'disclosures', 'actor', 'timestamp']) {
    it(`that has lost its ${field} is named`, async () => {
      await store.auditCollection().updateOne({ _id: id(20) }, { $unset: { [field]: '' } });
      const { kind, index, place } = await firstFailure('full');
      assert.deepEqual([kind, index, place], ['record_altered', 20, field]);
    });
  }

  for (const [where, row] of [
    ['before the first', { log: LOG, index: -1 }],
    ['under an index that is a text', { log: LOG, index: '7' }],
    ['in a log that there is not', { log: 999, index: 0 }],
    ['beyond the end', { log: LOG, index: RECORDS + 5 }],
  ] as const) {
    it(`that was put in with a row ${where} is named`, async () => {
      const record = await store.auditCollection().findOne({ _id: id(0) });
      assert.ok(record);
      await store.auditCollection().insertOne({ ...record, _id: 'evt_forged' });
      await db()
        .collection('ledger_sequence')
        .insertOne(Object({ _id: 'evt_forged', ...row }));
      const { kind } = await firstFailure('full');
      assert.ok(['record_outside', 'entry_unexpected'].includes(kind), kind);
    });
  }

  it('of a pruning that never was is taken for none', async () => {
    const record = await store.auditCollection().findOne({ _id: id(0) });
    const decoy = { ...Object(record), _id: 'evt_decoy', operation: 'ledger.pruned', target_type: 'ledger_records' };
    const { leaf: _leaf, ...leafless } = { ...decoy, target_id: 500 };
    await db().collection('audit_records').insertOne(leafless);
    await store.auditCollection().deleteOne({ _id: id(3) });
    assert.equal((await firstFailure('full')).kind, 'record_missing');
  });

  it('that was put in beside the log is named', async () => {
    const record = await store.auditCollection().findOne({ _id: id(0) });
    assert.ok(record);
    const forged = `${id(0).slice(0, -1)}${id(0).endsWith('Z') ? 'Y' : 'Z'}`;
    await store.auditCollection().insertOne({ ...record, _id: forged });
    const { kind, event_id } = await firstFailure('full');
    assert.deepEqual([kind, event_id], ['record_outside', forged]);
  });
});

describe('the order', () => {
  it('with two entries exchanged is named at the first of them', async () => {
    const { sequence } = ledgerCollections(store);
    await sequence.deleteMany({ _id: { $in: [id(100), id(400)] } });
    await sequence.insertMany([
      { _id: id(100), log: LOG, index: 400 },
      { _id: id(400), log: LOG, index: 100 },
    ]);
    const { kind, index } = await firstFailure('full');
    assert.deepEqual([kind, index], ['leaf_not_in_tree', 100]);
  });

  it('with an entry taken out is named there', async () => {
    await ledgerCollections(store).sequence.deleteOne({ _id: id(256) });
    const { kind, index } = await firstFailure('full');
    assert.deepEqual([kind, index], ['entry_missing', 256]);
  });

  it('with entries moved up over the gap is named where they begin to', async () => {
    const { sequence } = ledgerCollections(store);
    await sequence.deleteOne({ _id: id(600) });
    for (let index = 601; index < RECORDS; index += 1) {
      await sequence.updateOne({ _id: id(index) }, { $set: { index: index - 1 } });
    }
    const { kind, index } = await firstFailure('full');
    assert.deepEqual([kind, index], ['leaf_not_in_tree', 600]);
  });

  it('with an entry added behind its end is named', async () => {
    await ledgerCollections(store).sequence.insertOne({ _id: 'evt_forged', log: LOG, index: RECORDS });
    const { kind, index, event_id } = await firstFailure('full');
    assert.deepEqual([kind, index, event_id], ['entry_unexpected', RECORDS, 'evt_forged']);
  });
});

describe('a tile', () => {
  const flip = async (tileId: string, at: number) => {
    const { tiles } = ledgerCollections(store);
    const tile = await tiles.findOne({ _id: tileId });
    assert.ok(tile);
    const hashes = Buffer.from(bytesOf(tile.hashes));
    hashes[at] = (hashes[at] ?? 0) ^ 1;
    await tiles.updateOne({ _id: tileId }, { $set: { hashes: binaryOf(hashes) } });
  };

  it('with a leaf’s hash flipped is named by the leaf', async () => {
    await flip(`${LOG}/0/1`, 32 * 44 + 3);
    const { kind, index } = await firstFailure('full');
    assert.deepEqual([kind, index], ['leaf_not_in_tree', 300]);
  });

  it('with an inner hash flipped is named by level and place', async () => {
    await flip(`${LOG}/1/0`, 32);
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['tile_altered', 'tile 1/0, hash 1']);
    assert.equal((await firstFailure('head')).kind, 'root_differs');
  });

  it('that was cut short is named', async () => {
    const { tiles } = ledgerCollections(store);
    const tile = await tiles.findOne({ _id: `${LOG}/0/2` });
    assert.ok(tile);
    await tiles.updateOne({ _id: tile._id }, { $set: { hashes: binaryOf(bytesOf(tile.hashes).subarray(0, 320)) } });
    const { kind, index, place } = await firstFailure('full');
    assert.deepEqual([kind, index, place], ['tile_altered', 522, 'tile 0/2, hash 10']);
    assert.equal((await firstFailure('head')).kind, 'tile_altered');
  });

  it('that was replaced with its record is named by a range over a part of it', async () => {
    const record = await store.auditCollection().findOne({ _id: id(300) });
    assert.ok(record);
    const { leaf, disclosures } = leafOf({ ...ENTRY, operation: 'forged' }, record._id, record.timestamp);
    const change = { operation: 'forged', leaf: binaryOf(leaf), leaf_hash: binaryOf(hashLeaf(leaf)), disclosures };
    await store.auditCollection().updateOne({ _id: id(300) }, { $set: change });
    const { tiles } = ledgerCollections(store);
    const tile = await tiles.findOne({ _id: `${LOG}/0/1` });
    assert.ok(tile);
    const hashes = Buffer.from(bytesOf(tile.hashes));
    hashLeaf(leaf).copy(hashes, 44 * 32);
    await tiles.updateOne({ _id: tile._id }, { $set: { hashes: binaryOf(hashes) } });
    const { kind, place } = await firstFailure('range', { from_index: 290, to_index: 310 });
    assert.deepEqual([kind, place], ['tile_altered', 'tile 1/0, hash 1']);
  });

  it('that is wider than the tree is named', async () => {
    const { tiles } = ledgerCollections(store);
    const tile = await tiles.findOne({ _id: `${LOG}/0/2` });
    assert.ok(tile);
    const wider = Buffer.concat([bytesOf(tile.hashes), Buffer.alloc(32, 9)]);
    await tiles.updateOne({ _id: tile._id }, { $set: { hashes: binaryOf(wider) } });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['tile_altered', 'tile 0/2']);
  });

  it('that lies beyond the tree is named', async () => {
    const beyond = { log: LOG, level: 0, index: 9, hashes: binaryOf(Buffer.alloc(32, 9)) };
    await ledgerCollections(store).tiles.insertOne({ _id: `${LOG}/0/9`, ...beyond });
    assert.equal((await firstFailure('full')).kind, 'tile_altered');
  });

  it('that holds no bytes is named', async () => {
    await db()
      .collection<{ _id: string }>('ledger_tiles')
      .updateOne({ _id: `${LOG}/0/0` }, { $set: { hashes: 'text' } });
    assert.equal((await firstFailure('full')).kind, 'tile_altered');
  });

  it('that was deleted is named', async () => {
    await ledgerCollections(store).tiles.deleteOne({ _id: `${LOG}/0/0` });
    const { kind, index } = await firstFailure('full');
    assert.deepEqual([kind, index], ['tile_altered', 0]);
  });
});

describe('a head', () => {
  for (const [field, value] of [
    ['vkeys', ['capstan.example/organizations/1+00000000+AQ==']],
    ['origin', 'evil.example/organizations/1'],
    ['generation', 2],
    ['published_size', 1],
    ['published_at', null],
    ['published_at', new Date(0)],
    ['epoch', 1e12],
    ['root', 'text'],
    ['frontier', null],
  ] as const) {
    it(`whose ${field} is ${JSON.stringify(value)} is named with the field, by modes head and full`, async () => {
      await db()
        .collection<{ _id: number }>('ledger_heads')
        .updateOne({ _id: LOG }, { $set: { [field]: value } });
      for (const mode of ['head', 'full']) {
        const { kind, place } = await firstFailure(mode);
        const isRoot = kind === 'root_differs' && field === 'root';
        const isName = field === 'generation' && place === 'ledger_heads.origin';
        assert.ok(isRoot || isName || place === `ledger_heads.${field}`, `${mode}: ${kind} at ${place}`);
      }
    });
  }

  for (const [field, value] of [
    ['root', binaryOf(Buffer.alloc(32, 7))],
    ['frontier', binaryOf(Buffer.alloc(64, 7))],
    ['size', RECORDS - 1],
  ] as const) {
    it(`whose ${field} was altered is named by modes head and full`, async () => {
      await ledgerCollections(store).heads.updateOne({ _id: LOG }, { $set: { [field]: value } });
      for (const mode of ['head', 'full']) {
        const { kind } = await firstFailure(mode);
        assert.ok(['head_altered', 'root_differs', 'entry_unexpected'].includes(kind), `${mode}: ${kind}`);
      }
    });
  }

  it('that is gone is named', async () => {
    await ledgerCollections(store).heads.deleteOne({ _id: LOG });
    assert.equal((await firstFailure('full')).kind, 'head_missing');
  });
});

describe('a checkpoint', () => {
  const newest = async () => {
    const found = await ledgerCollections(store).checkpoints.find({ log: LOG }).sort({ size: -1 }).limit(1).next();
    assert.ok(found);
    return found;
  };

  it('whose signature was altered is named', async () => {
    const { _id, note } = await newest();
    await ledgerCollections(store).checkpoints.updateOne(
      { _id },
      { $set: { note: note.replace(/.{8}=?\n$/, 'AAAAAAA=\n') } },
    );
    for (const mode of ['head', 'full']) {
      const { kind, place } = await firstFailure(mode);
      assert.deepEqual([kind, place], ['checkpoint_altered', _id]);
    }
  });

  it('that a foreign key has signed is named, also where the database names that key', async () => {
    const { _id, origin, note } = await newest();
    const stranger = keepLedger(store, directory, false);
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    await ledgerCollections(store).checkpoints.updateOne({ _id }, { $set: { note: stranger.keys.sign(origin, text) } });
    assert.equal((await firstFailure('full')).kind, 'checkpoint_altered');
    await ledgerCollections(store).heads.updateOne({ _id: LOG }, { $set: { vkeys: stranger.keys.vkeysOf(origin) } });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['head_altered', 'ledger_heads.vkeys']);
  });

  for (const field of ['note', 'root', 'origin']) {
    it(`that has lost its ${field} is named`, async () => {
      const { _id } = await newest();
      await ledgerCollections(store).checkpoints.updateOne({ _id }, { $unset: { [field]: '' } });
      for (const mode of ['head', 'full']) {
        const { kind, place } = await firstFailure(mode);
        assert.ok(
          kind === 'checkpoint_altered' || (field === 'origin' && kind === 'head_altered'),
          `${mode}: ${place}`,
        );
      }
    });
  }

  it('that was given to another log is named', async () => {
    const [first] = await ledgerCollections(store).checkpoints.find({ log: LOG }).sort({ size: 1 }).limit(1).toArray();
    assert.ok(first);
    await ledgerCollections(store).checkpoints.updateOne({ _id: first._id }, { $set: { log: 999 } });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_missing', first._id]);
  });

  it('whose id was exchanged with another one’s is named', async () => {
    const { checkpoints } = ledgerCollections(store);
    const [one, other] = await checkpoints.find({ log: LOG }).sort({ size: 1 }).limit(2).toArray();
    assert.ok(one && other);
    await checkpoints.deleteMany({ _id: { $in: [one._id, other._id] } });
    await checkpoints.insertMany([
      { ...one, _id: other._id },
      { ...other, _id: one._id },
    ]);
    assert.equal((await firstFailure('full')).kind, 'checkpoint_altered');
  });

  it('with a cosignature that its witness never made is named', async () => {
    const { _id } = await newest();
    const witness = createWitness('witness.example');
    const line =
      '— witness.example AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const now = new Date();
    const forged = { organization_id: LOG, vkey: witness.vkey, line, witnessed_at: now, received_at: now };
    await ledgerCollections(store).checkpoints.updateOne({ _id }, { $set: { cosignatures: [forged] } });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_altered', `${_id} cosignature 0`]);
  });

  it('that was deleted is named by what the platform’s log has of it', async () => {
    const { checkpoints } = ledgerCollections(store);
    const [first] = await checkpoints.find({ log: LOG }).sort({ size: 1 }).limit(1).toArray();
    assert.ok(first && first.size < RECORDS, 'there is an older one');
    await checkpoints.deleteOne({ _id: first._id });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_missing', first._id]);
  });

  it('that was deleted is named where it is the newest', async () => {
    const { _id } = await newest();
    await ledgerCollections(store).checkpoints.deleteOne({ _id });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_missing', _id]);
  });
});

describe('the platform’s log', () => {
  const rows = () => ledgerCollections(store).sequence.find({ log: PLATFORM_LOG }).sort({ index: 1 }).toArray();
  const first = async () => {
    const [row] = await rows();
    assert.ok(row);
    return row;
  };

  it('is looked at by whoever verifies the first organization', async () => {
    const { size } = await ledger.settled(PLATFORM_LOG);
    assert.equal((await verify('full')).result['platform_tree_size'], size);
    assert.equal((await verify('head')).result['platform_tree_size'], null);
  });

  it('with a checkpoint taken out of it and of the organization is named there', async () => {
    const { _id } = await first();
    const { checkpoints, sequence } = ledgerCollections(store);
    await checkpoints.deleteOne({ _id });
    await sequence.deleteOne({ _id });
    const found = await firstFailure('full');
    assert.deepEqual(found, {
      kind: 'entry_missing',
      index: 0,
      event_id: null,
      place: 'platform log: ledger_sequence',
    });
  });

  it('with another row in the place of a checkpoint is named there', async () => {
    const { _id } = await first();
    const { checkpoints, sequence } = ledgerCollections(store);
    await checkpoints.deleteOne({ _id });
    await sequence.deleteOne({ _id });
    await sequence.insertOne({ _id: '9/1/1', log: PLATFORM_LOG, index: 0 });
    const { kind, index, place } = await firstFailure('full');
    assert.deepEqual([kind, index, place], ['checkpoint_missing', 0, 'platform log: 9/1/1']);
  });

  it('with a checkpoint of another organization that was signed anew is named there', async () => {
    const { _id } = await first();
    const { checkpoints, sequence } = ledgerCollections(store);
    const moved = '9/1/1';
    const checkpoint = await checkpoints.findOne({ _id });
    assert.ok(checkpoint);
    const { note } = checkpoint;
    const text = note.slice(0, note.indexOf('\n\n') + 1).replace(/^[0-9]+$/m, '5');
    await checkpoints.deleteOne({ _id });
    await checkpoints.insertOne({ ...checkpoint, _id: moved, log: 9, note: ledger.keys.sign(checkpoint.origin, text) });
    await sequence.deleteOne({ _id });
    await sequence.insertOne({ _id: moved, log: PLATFORM_LOG, index: 0 });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_altered', `platform log: ${moved}`]);
  });

  it('that lacks a checkpoint is named by it', async () => {
    const { checkpoints } = ledgerCollections(store);
    const checkpoint = await checkpoints.findOne({ log: LOG });
    assert.ok(checkpoint);
    await checkpoints.insertOne({ ...checkpoint, _id: '9/1/1', log: 9 });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['checkpoint_outside', 'platform log: 9/1/1']);
  });

  it('with its root altered is named', async () => {
    await ledgerCollections(store).heads.updateOne(
      { _id: PLATFORM_LOG },
      { $set: { root: binaryOf(Buffer.alloc(32)) } },
    );
    const { kind, place } = await firstFailure('deep');
    assert.deepEqual([kind, place], ['root_differs', 'platform log: ledger_heads.root']);
  });

  it('whose head is gone is named', async () => {
    await ledgerCollections(store).heads.deleteOne({ _id: PLATFORM_LOG });
    const { kind, place } = await firstFailure('full');
    assert.deepEqual([kind, place], ['head_missing', 'platform log: ledger_heads']);
  });

  it('that is gone altogether is named', async () => {
    const { heads, sequence, tiles } = ledgerCollections(store);
    await heads.deleteOne({ _id: PLATFORM_LOG });
    await sequence.deleteMany({ log: PLATFORM_LOG });
    await tiles.deleteMany({ log: PLATFORM_LOG });
    const { kind } = await firstFailure('full');
    assert.equal(kind, 'checkpoint_outside');
  });
});

describe('a document', () => {
  it('whose last change has no record is named by mode deep', async () => {
    const tracked = { created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: id(9) };
    const group = { organization_id: LOG, name: 'operators', status: 'active', description: null, ...tracked };
    await store.models.groups.collection.insertOne({ ...Object(group), _id: 5 });
    assert.equal((await verify('deep')).status, 'succeeded');
    await store.models.groups.collection.updateOne({ name: 'operators' }, { $set: { last_event_id: 'evt_none' } });
    assert.deepEqual(await firstFailure('deep'), {
      kind: 'document_unrecorded',
      index: null,
      event_id: 'evt_none',
      place: 'groups 5',
    });
    assert.equal((await verify('full')).status, 'succeeded');
  });

  it('of any kind is looked at', async () => {
    const tracking = Object.values(store.models).filter(({ schema }) => 'last_event_id' in schema.paths);
    assert.ok(tracking.length > 15, `${tracking.length}`);
    for (const { collection } of tracking) {
      const isOfOrganization = ['organizations', 'retention_policies'].includes(collection.name);
      await collection.deleteMany({});
      const document = { _id: isOfOrganization ? LOG : 77, organization_id: LOG, last_event_id: 'evt_none' };
      await collection.insertOne(Object(document));
      const { kind, place } = await firstFailure('deep');
      assert.deepEqual([kind, place.split(' ')[0]], ['document_unrecorded', collection.name]);
      await collection.deleteMany({});
    }
  });
});
