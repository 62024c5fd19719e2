/** The platform’s log and documents, altered in the database: `verify` names the first place where it shows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { firstFailure, id, LOG, ledger, store, useWholeLog, verify } from '../support/whole-log.ts';

useWholeLog();

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
