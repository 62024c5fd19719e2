/** Many logs grow and are signed in few commits, each as if it were alone; what is wrong with one stays with that one. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { newEventId } from '../../store/event-ids.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { type Round, sequencePending } from '../../store/ledger/sequencer.ts';
import { createLedgerKeyFile, LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import { publish } from '../../store/ledger/signing/publisher.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import type { Store } from '../../store/store.ts';
import { verifyCheckpoint } from '../../verifier/checkpoint.mjs';
import { ED25519, parseVerifierKey } from '../../verifier/signed-note.mjs';
import { type Database, startDatabase } from '../support/database.ts';
import { leafHash, treeRoot } from '../support/reference-log.ts';

const LOGS = 250;

let database: Database;
let store: Store;
let keys: LedgerKeys;
/** Where the logs of this test begin. */
let first = 1 - LOGS;
let logs: readonly number[] = [];

before(async () => {
  database = await startDatabase();
  store = database.store;
  createLedgerKeyFile(join(database.directory, 'ledger.json'));
  keys = LedgerKeys.read(join(database.directory, 'ledger.json'));
});
after(() => database.stop());
beforeEach(() => {
  first += LOGS;
  logs = Array.from({ length: LOGS }, (_, at) => first + at);
});

/** @returns the hashes of each log, in the order of their ids. */
async function write(countOf: (log: number) => number): Promise<Map<number, Buffer[]>> {
  const hashes = new Map<number, Buffer[]>(logs.map((log) => [log, []]));
  const rows = logs
    .flatMap((log) => Array.from({ length: countOf(log) }, (_, n) => ({ log, n })))
    .sort((one, other) => one.n - other.n)
    .map(({ log, n }) => {
      const hash = leafHash(Buffer.from(`leaf ${n} of ${log}`));
      hashes.get(log)?.push(hash);
      return { _id: newEventId(), log, leaf_hash: binaryOf(hash) };
    });
  await ledgerCollections(store).pending.insertMany(rows);
  return hashes;
}

async function sequence(): Promise<Round['failed']> {
  const failed = new Map<number, unknown>();
  for (;;) {
    const nameLog = (log: number) => ({ origin: keys.originOf(log, 1), vkeys: [] });
    const round = await sequencePending(store, 1, nameLog, { except: [...failed.keys()] });
    for (const { log, error } of round.failed) failed.set(log, error);
    if (round.done.length === 0) return [...failed].map(([log, error]) => ({ log, error }));
  }
}

function publisher(name: string) {
  const elsewhere = new SignedElsewhere(join(database.directory, name));
  const refused: number[] = [];
  return { store, keys, elsewhere, refused, onRefusal: (log: number) => refused.push(log) };
}

const heads = () =>
  ledgerCollections(store)
    .heads.find({ _id: { $in: [...logs] } })
    .sort({ _id: 1 })
    .toArray();

describe('many logs', () => {
  it('grow in few commits, each in its own order', async () => {
    // One has more than a commit takes, so it goes on in the next ones.
    const hashes = await write((log) => (log === first + 7 ? 2_300 : 1 + (log % 5)));
    assert.deepEqual(await sequence(), []);
    assert.deepEqual(
      (await heads()).map(({ _id, size, root }) => [_id, size, bytesOf(root)]),
      [...hashes].map(([log, leaves]) => [log, leaves.length, treeRoot(leaves)]),
    );
    const rows = await ledgerCollections(store)
      .sequence.find({ log: first + 7 })
      .sort({ index: 1 })
      .toArray();
    assert.deepEqual(
      rows.map(({ index }) => index),
      rows.map((_, at) => at),
    );
    const { tiles } = ledgerCollections(store);
    const row = await tiles
      .find({ log: first + 7, level: 0 })
      .sort({ index: 1 })
      .toArray();
    assert.deepEqual(
      Buffer.concat(row.map((tile) => bytesOf(tile.hashes))),
      Buffer.concat(hashes.get(first + 7) ?? []),
    );
  });

  it('go on without the one that is damaged', async () => {
    await write(() => 1);
    assert.deepEqual(await sequence(), []);
    const damaged = first + 100;
    await ledgerCollections(store).tiles.deleteOne({ _id: `${damaged}/0/0` });
    await write(() => 2);
    const [failure, ...more] = await sequence();
    assert.deepEqual(more, []);
    assert.equal(failure?.log, damaged);
    assert.match(String(failure.error), /tile 0\/0 is not at 1/);
    for (const { _id, size } of await heads()) assert.equal(size, _id === damaged ? 1 : 3);
    await ledgerCollections(store).pending.deleteMany({ log: damaged });
  });

  it('are signed in one commit, each by its own key', async () => {
    await write((log) => 1 + (log % 3));
    await sequence();
    const parts = publisher('one commit');
    assert.deepEqual(await publish(parts, logs), { signed: [...logs], failed: [] });
    assert.deepEqual(await publish(parts, logs), { signed: [], failed: [] }, 'once');
    const { checkpoints, pending } = ledgerCollections(store);
    for (const { _id: log, size, published_size, root, origin } of await heads()) {
      assert.equal(published_size, size);
      const note =
        (await checkpoints.findOne({ _id: `${log}/1/${size}` }))?.note ?? assert.fail(`no checkpoint of ${log}`);
      const [vkey = ''] = keys.vkeysOf(origin);
      const opened = verifyCheckpoint(Buffer.from(note), [parseVerifierKey(vkey, ED25519)], 'checkpoint');
      assert.equal(opened.size, size);
      assert.deepEqual(opened.root, bytesOf(root));
      assert.equal(parts.elsewhere.of(origin)?.size, size);
    }
    const ids = logs.map((log) => `${log}/1/${1 + (log % 3)}`);
    assert.equal(await pending.countDocuments({ log: PLATFORM_LOG, _id: { $in: ids } }), LOGS);
    assert.equal(
      new SignedElsewhere(join(database.directory, 'one commit')).of(keys.originOf(first, 1))?.size,
      1 + (first % 3),
    );
  });

  it('are signed without the one that may not be', async () => {
    await write(() => 2);
    await sequence();
    const parts = publisher('without one');
    await publish(parts, logs);
    await write(() => 1);
    await sequence();
    const altered = first + 33;
    await ledgerCollections(store).heads.updateOne({ _id: altered }, { $set: { root: binaryOf(Buffer.alloc(32)) } });
    const { signed, failed } = await publish(parts, logs);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      [...signed],
      logs.filter((log) => log !== altered),
    );
    assert.deepEqual(parts.refused, [altered]);
    for (const { _id, published_size } of await heads()) assert.equal(published_size, _id === altered ? 2 : 3);
  });

  it('are signed once, where two workers sign them at the same time', async () => {
    await write(() => 1);
    await sequence();
    const answers = await Promise.all([
      publish(publisher('left'), logs),
      publish(publisher('right'), logs.toReversed()),
    ]);
    const signed = answers.flatMap((answer) => answer.signed);
    assert.deepEqual(
      signed.toSorted((one, other) => one - other),
      [...logs],
    );
    for (const { refusal, published_size } of await heads()) {
      assert.equal(refusal, null);
      assert.equal(published_size, 1);
    }
  });

  it('are signed as far as nobody else has done so already', async () => {
    await write(() => 1);
    await sequence();
    const [mine, others] = [publisher('mine'), publisher('others')];
    const ahead = logs.slice(10, 20);
    // It has read the heads before the others sign, and writes after them.
    const late = Object.assign(Object.create(null), {
      connection: store.connection,
      pendingCollection: store.pendingCollection.bind(store),
      transaction: async (...args: Parameters<Store['transaction']>) => {
        await publish(others, ahead);
        return store.transaction(...args);
      },
    });
    const { signed, failed } = await publish({ ...mine, store: late }, logs);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      [...signed],
      logs.filter((log) => !ahead.includes(log)),
    );
    for (const { published_size } of await heads()) assert.equal(published_size, 1);
  });
});
