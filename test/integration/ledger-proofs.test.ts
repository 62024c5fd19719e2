/** Proofs read from the tiles of a real log are those that RFC 6962 defines, for every tree that the log ever was. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newEventId } from '../../store/event-ids.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { readEntries } from '../../store/ledger/entries.ts';
import { consistencyProof, inclusionProof, rootAt } from '../../store/ledger/proofs.ts';
import { sequencePending } from '../../store/ledger/sequencer.ts';
import { TileMissing, TreeNodes } from '../../store/ledger/tile-store.ts';
import type { Store } from '../../store/store.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { NaiveTree } from '../support/naive-tree.ts';
import { consistencyPath, inclusionPath, leafHash } from '../support/reference-log.ts';

const LOG = 1;
const LEAVES = 66_100;
/** Trees of these sizes are asked about in full. */
const SMALL = 70;
/** Around the places where a tile, or a level of tiles, begins. */
const LARGE = [255, 256, 257, 511, 512, 513, 1_000, 65_535, 65_536, 65_537, 65_792, LEAVES];

const HASHES = Array.from({ length: LEAVES }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));

const TREE = new NaiveTree(HASHES);

describe('proofs', () => {
  let database: Database;
  let store: Store;

  before(async () => {
    database = await startDatabase();
    store = database.store;
    const rows = HASHES.map((hash) => ({ _id: newEventId(), log: LOG, leaf_hash: binaryOf(hash) }));
    await ledgerCollections(store).pending.insertMany(rows);
    const nameLog = () => ({ origin: 'capstan-test/1', vkeys: [] });
    while ((await sequencePending(store, 1, nameLog)).done.length > 0);
  });
  after(() => database.stop());

  it('of inclusion are right for every leaf of every tree', async () => {
    const nodes = new TreeNodes(store, LOG);
    for (let size = 1; size <= SMALL; size += 1) {
      const tree = HASHES.slice(0, size);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(store, LOG, index, size, nodes);
        assert.deepEqual(proof, inclusionPath(index, tree), `${index} of ${size}`);
      }
    }
  });

  it('of inclusion are right where tiles begin and end', async () => {
    for (const size of LARGE) {
      const indexes = [0, 1, 254, 255, 256, 257, 65_535, 65_536, size - 2, size - 1].filter((index) => index < size);
      for (const index of indexes) {
        const proof = await inclusionProof(store, LOG, index, size);
        assert.deepEqual(proof, TREE.inclusion(index, size), `${index} of ${size}`);
      }
    }
  });

  it('of consistency are right from every tree to every later one', async () => {
    const nodes = new TreeNodes(store, LOG);
    for (let to = 0; to <= SMALL; to += 1) {
      const tree = HASHES.slice(0, to);
      for (let from = 0; from <= to; from += 1) {
        const proof = await consistencyProof(store, LOG, from, to, nodes);
        assert.deepEqual(proof, consistencyPath(from, tree), `${from} to ${to}`);
      }
    }
  });

  it('of consistency are right where tiles begin and end', async () => {
    for (const to of LARGE) {
      for (const from of [1, SMALL, ...LARGE].filter((size) => size <= to)) {
        const proof = await consistencyProof(store, LOG, from, to);
        assert.deepEqual(proof, TREE.consistency(from, to), `${from} to ${to}`);
      }
    }
  });

  it('know the root of every earlier tree', async () => {
    const nodes = new TreeNodes(store, LOG);
    for (const size of [...Array(SMALL + 1).keys(), ...LARGE]) {
      assert.deepEqual(await rootAt(store, LOG, size, nodes), TREE.root(size), `root of ${size}`);
    }
  });

  it('are not made of what the tree does not have', async () => {
    await assert.rejects(inclusionProof(store, LOG, 5, 5), RangeError);
    await assert.rejects(inclusionProof(store, LOG, -1, 5), RangeError);
    await assert.rejects(consistencyProof(store, LOG, 6, 5), RangeError);
    await assert.rejects(consistencyProof(store, LOG, -1, 5), RangeError);
    await assert.rejects(inclusionProof(store, LOG, 0, LEAVES + 1), TileMissing);
    await assert.rejects(consistencyProof(store, LOG, LEAVES, LEAVES + 1), TileMissing);
    await assert.rejects(
      readEntries(store, LOG, LEAVES - 1, LEAVES + 1),
      /has no entry at index|is missing or too short/,
    );
    await assert.rejects(inclusionProof(store, LOG + 1, 0, 2), TileMissing, 'a log that has not begun');
  });
});
