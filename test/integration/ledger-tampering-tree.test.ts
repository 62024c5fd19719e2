/** Tiles, heads and checkpoints, altered in the database: `verify` names the first place where it shows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { leafOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import { keepLedger } from '../support/ledger.ts';
import { db, directory, ENTRY, firstFailure, id, LOG, RECORDS, store, useWholeLog } from '../support/whole-log.ts';
import { createWitness } from '../support/witness.ts';

useWholeLog();

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
