/**
 * Judges what a race has left behind. It reads the collections as they are and works everything out anew, by the
 * definitions of RFC 6962 and the code of the offline verifier: nothing of the ledger is asked whether it is right.
 */

import assert from 'node:assert/strict';
import { verifyCheckpoint } from '../../../verifier/checkpoint.mjs';
import { ED25519, parseVerifierKey } from '../../../verifier/signed-note.mjs';
import { NaiveTree } from '../naive-tree.ts';
import { leafHash, treeRoot } from '../reference-log.ts';
import type { RaceResult } from './race.ts';

const PLATFORM = 0;
const TILE_WIDTH = 256;
const HASH_BYTES = 32;

interface Log {
  readonly log: number;
  readonly origin: string;
  /** Ids in the order of the tree. */
  readonly order: readonly string[];
  readonly hashes: readonly Buffer[];
  readonly tree: NaiveTree;
}

/** @throws AssertionError that names the first thing that is wrong. @returns what was looked at, in words. */
export async function judge(race: RaceResult): Promise<string> {
  const db = race.store.connection.getClient().db();
  assert.equal(await db.collection('ledger_pending').countDocuments(), 0, 'something waits still');
  const logs = new Map<number, Log>();
  for (const log of [...race.organizations, PLATFORM]) logs.set(log, await readLog(race, log));
  for (const log of logs.values()) await judgeTiles(race, log);
  await judgeRecords(race, logs);
  judgeAcknowledged(race, logs);
  await judgeDevices(race);
  judgeHeads(race, logs);
  const checkpoints = await judgeCheckpoints(race, logs);
  const records = [...logs.values()].reduce((sum, { order }) => sum + order.length, 0);
  return (
    `${race.acknowledged.length} events acknowledged, ${records} leaves, ${race.observed.heads.length} heads, ` +
    `${race.observed.notes.size} notes seen, ${checkpoints} checkpoints, ${race.takeovers} holders of the lease`
  );
}

/** What is at which index, and that no index is left out; the hashes come from what the leaves are, not from tiles. */
async function readLog({ store, keys }: RaceResult, log: number): Promise<Log> {
  const db = store.connection.getClient().db();
  const rows = await db.collection('ledger_sequence').find({ log }).sort({ index: 1 }).toArray();
  for (const [at, row] of rows.entries()) assert.equal(row['index'], at, `log ${log}: index ${at}`);
  const order = rows.map(({ _id }) => String(_id));
  const leaves = log === PLATFORM ? await notesById(db) : await leavesOf(db, log);
  assert.deepEqual([...order].sort(), [...leaves.keys()].sort(), `log ${log}: its leaves are not what was written`);
  const hashes = order.map((id) => leafHash(leaves.get(id) ?? assert.fail(`log ${log}: ${id} has no leaf`)));
  return { log, origin: keys.originOf(log, 1), order, hashes, tree: new NaiveTree(hashes) };
}

type Db = ReturnType<ReturnType<RaceResult['store']['connection']['getClient']>['db']>;

async function leavesOf(db: Db, log: number): Promise<Map<string, Buffer>> {
  const records = await db.collection('audit_records').find({ organization_id: log }).toArray();
  return new Map(records.map((record) => [String(record['_id']), bytesOf(record['leaf'])]));
}

/** Every checkpoint of an organization is a leaf of the platform's log. */
async function notesById(db: Db): Promise<Map<string, Buffer>> {
  const checkpoints = await db
    .collection('ledger_checkpoints')
    .find({ log: { $ne: PLATFORM } })
    .toArray();
  return new Map(checkpoints.map(({ _id, note }) => [String(_id), Buffer.from(String(note))]));
}

async function judgeTiles({ store }: RaceResult, { log, hashes }: Log): Promise<void> {
  const tiles = await store.connection.getClient().db().collection('ledger_tiles').find({ log }).toArray();
  const stored = new Map(tiles.map((tile) => [String(tile._id), bytesOf(tile['hashes']).toString('hex')]));
  const expected = new Map<string, string>();
  for (let level = 0, row = [...hashes]; row.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let index = 0; index * TILE_WIDTH < row.length; index += 1) {
      const tile = row.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      expected.set(`${log}/${level}/${index}`, Buffer.concat(tile, tile.length * HASH_BYTES).toString('hex'));
      if (tile.length === TILE_WIDTH) above.push(treeRoot(tile));
    }
    row = above;
  }
  assert.deepEqual(stored, expected, `log ${log}: its tiles`);
}

/** Each record is what its leaf says. */
async function judgeRecords({ store }: RaceResult, logs: ReadonlyMap<number, Log>): Promise<void> {
  const records = store.connection.getClient().db().collection('audit_records').find();
  for await (const record of records) {
    const leaf = bytesOf(record['leaf']);
    const said = JSON.parse(leaf.toString('utf8'));
    assert.equal(said.event_id, String(record._id));
    assert.equal(said.organization_id, record['organization_id']);
    assert.equal(said.operation, record['operation']);
    assert.equal(said.target_id, record['target_id']);
    assert.deepEqual(bytesOf(record['leaf_hash']), leafHash(leaf));
    assert.ok(logs.has(said.organization_id));
  }
}

function judgeAcknowledged({ acknowledged }: RaceResult, logs: ReadonlyMap<number, Log>): void {
  const times = new Map<string, number>();
  for (const { order } of logs.values()) for (const id of order) times.set(id, (times.get(id) ?? 0) + 1);
  assert.equal(new Set(acknowledged).size, acknowledged.length, 'an event was acknowledged twice');
  for (const id of acknowledged) assert.equal(times.get(id), 1, `${id} was acknowledged`);
}

/** No change without its record, and no record without its change. */
async function judgeDevices({ store, devices }: RaceResult): Promise<void> {
  for (const id of devices) {
    const device = await store.models.devices.findById(id).lean();
    assert.ok(device);
    const records = store.auditCollection();
    const changes = await records.countDocuments({ operation: 'device.update', target_id: id });
    assert.equal(device.revision, changes, `device ${id}: its changes and their records`);
    const last = await records.findOne({ _id: device.last_event_id });
    assert.equal(last?.target_id, id, `device ${id}: its last event`);
    assert.equal(last?.operation, 'device.update');
  }
}

/** Every head that ever was committed is one of the final tree, and they only grew. */
function judgeHeads({ observed }: RaceResult, logs: ReadonlyMap<number, Log>): void {
  const sizes = new Map<number, number>();
  for (const { log, size, root } of observed.heads) {
    const tree = logs.get(log)?.tree ?? assert.fail(`a head of log ${log}`);
    assert.ok(size >= (sizes.get(log) ?? 0), `log ${log} shrank to ${size}`);
    assert.equal(root, tree.root(size).toString('base64'), `log ${log}: its head of ${size}`);
    sizes.set(log, size);
  }
  for (const { log, order } of logs.values()) assert.equal(sizes.get(log) ?? 0, order.length, `log ${log}: its head`);
}

/** Whatever was signed, whether it was published or only kept by a keeper, leads to the final tree. */
async function judgeCheckpoints(race: RaceResult, logs: ReadonlyMap<number, Log>): Promise<number> {
  const db = race.store.connection.getClient().db();
  const published = await db.collection('ledger_checkpoints').find().toArray();
  assert.deepEqual(race.observed.altered, [], 'a published checkpoint was changed');
  const seen = new Map<string, string>();
  for (const note of [...race.observed.notes, ...published.map((checkpoint) => String(checkpoint['note']))]) {
    const { origin, size, root } = opened(race, logs, note);
    const { log, tree, order } = [...logs.values()].find((other) => other.origin === origin) ?? assert.fail(origin);
    assert.ok(size <= order.length, `log ${log}: a checkpoint of ${size}`);
    assert.deepEqual(root, tree.root(size), `log ${log}: its checkpoint of ${size}`);
    const other = seen.get(`${origin} ${size}`);
    assert.ok(other === undefined || other === note, `log ${log}: two checkpoints of ${size}`);
    seen.set(`${origin} ${size}`, note);
  }
  for (const { log, tree, order } of logs.values()) {
    const head = (await race.store.models.ledgerHeads.findById(log).lean()) ?? assert.fail(`log ${log} has no head`);
    assert.equal(head.refusal, null, `log ${log} is refused`);
    assert.equal(head.size, order.length);
    assert.equal(head.published_size, order.length);
    assert.deepEqual(bytesOf(head.root), tree.root(order.length));
    const last = published.find((checkpoint) => String(checkpoint._id) === `${log}/1/${order.length}`);
    assert.ok(last, `log ${log}: its last checkpoint`);
    assert.deepEqual(bytesOf(last['root']), tree.root(order.length));
  }
  return published.length;
}

function opened({ keys }: RaceResult, logs: ReadonlyMap<number, Log>, note: string) {
  const origins = [...logs.values()].map(({ origin }) => origin);
  const vkeys = origins.flatMap((origin) => keys.vkeysOf(origin));
  const trusted = vkeys.map((vkey) => parseVerifierKey(vkey, ED25519));
  return verifyCheckpoint(Buffer.from(note), trusted, 'a note');
}

function bytesOf(binary: { readonly buffer: Uint8Array }): Buffer {
  return Buffer.from(binary.buffer);
}
