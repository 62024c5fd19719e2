/** Records and their order, altered in the database: `verify` names the first place where it shows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import { db, firstFailure, id, LOG, RECORDS, store, useWholeLog, verify } from '../support/whole-log.ts';

useWholeLog();

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

describe('what waits', () => {
  const wait = (_id: string, leafHash: Buffer) =>
    ledgerCollections(store).pending.insertOne({ _id, log: LOG, leaf_hash: binaryOf(leafHash) });

  it('and is in the tree already is named', async () => {
    const record = await store.auditCollection().findOne({ _id: id(5) });
    assert.ok(record);
    await wait(id(5), bytesOf(record.leaf_hash));
    const { kind, index, place } = await firstFailure('full');
    assert.deepEqual([kind, index, place], ['entry_unexpected', 5, 'ledger_pending']);
  });

  it('under another hash than its record has is named', async () => {
    const record = await store.auditCollection().findOne({ _id: id(5) });
    assert.ok(record);
    await store.auditCollection().insertOne({ ...record, _id: 'evt_waiting' });
    await wait('evt_waiting', Buffer.alloc(32, 3));
    const { kind, event_id, place } = await firstFailure('full');
    assert.deepEqual([kind, event_id, place], ['record_altered', 'evt_waiting', 'ledger_pending.leaf_hash']);
  });

  it('and is new is no fault', async () => {
    const record = await store.auditCollection().findOne({ _id: id(5) });
    assert.ok(record);
    await store.auditCollection().insertOne({ ...record, _id: 'evt_waiting' });
    await wait('evt_waiting', bytesOf(record.leaf_hash));
    assert.equal((await verify('full')).status, 'succeeded');
  });
});
