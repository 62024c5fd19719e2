/** What the retention policy lets go is deleted, and nothing else; old proofs hold. */

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { ulid } from 'ulid';
import { pruneBatch } from '../../activities/ledger/prune-batch.ts';
import { PRUNED } from '../../domain/retention.ts';
import { createLogger } from '../../runtime/logger.ts';
import { checkEntries } from '../../store/ledger/check/check-entries.ts';
import { recordContents } from '../../store/ledger/check/entry-contents.ts';
import { provenPrunedSize } from '../../store/ledger/check/proven-pruned-size.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { readEntries } from '../../store/ledger/entries.ts';
import { inclusionProof } from '../../store/ledger/proofs.ts';
import { operationalEvents } from '../../store/operational-log.ts';
import { START } from '../../workflows/contract.ts';
import { type ApiHarness, type Caller, startApi } from '../support/api-harness.ts';
import { silentLogger } from '../support/ledger.ts';
import { ledgerJob, pruneTwice } from '../support/ledger-work.ts';

const DAY_MS = 86_400_000;

describe('pruning', () => {
  let api: ApiHarness;
  let log: number;
  let admin: Caller;
  let made = 0;

  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  beforeEach(async () => {
    made += 1;
    const organization = await api.createOrganization(`pruned-${made}`);
    log = organization.organizationId;
    admin = organization.admin;
  });
  afterEach(() => collectors().deleteMany({}));

  const collectors = () =>
    api.store.connection.getClient().db().collection<{ _id: number; [field: string]: unknown }>('log_collectors');

  /** Leaves records behind, and waits until all of them are in the tree and signed. @returns the size of the log. */
  async function records(count: number): Promise<number> {
    for (let n = 0; n < count; n += 1) await api.call('GET', '/v1/me', { as: admin });
    return (await api.ledger().settled(log)).size;
  }

  /** @param askedAt what is younger than this stays; default: nothing does. */
  async function prune(input: object = {}, askedAt = new Date()) {
    const asked = { dry_run: false, record_days: 0, event_days: 30, ...input };
    const job = await ledgerJob(api.store, 'ledger_prune', asked, { organizationId: log, askedAt });
    return pruneTwice(api.store, job);
  }

  /** Without those that say that others were deleted. */
  const kept = () =>
    api.store.auditCollection().countDocuments({ organization_id: log, operation: { $ne: PRUNED.operation } });
  const head = () => api.store.models.ledgerHeads.findById(log).lean();

  it('deletes the oldest records, and keeps all that proves them', async () => {
    const size = await records(10);
    const before = await readEntries(api.store, log, 0, size);
    const proofs = await Promise.all(before.map(({ index }) => inclusionProof(api.store, log, index, size)));
    const { result, status, summary } = await prune();
    assert.deepEqual(
      [status, result['records'], result['from_index'], result['to_index'], result['stopped_by']],
      ['succeeded', size, 0, size, 'checkpoint'],
    );
    assert.match(summary, new RegExp(`deleted: ${size} records \\(indexes 0 to ${size - 1}\\) from before 20`));
    assert.equal(await kept(), 0);
    assert.equal((await head())?.pruned_size, size);
    assert.equal(await provenPrunedSize(api.store, log), size, 'a record in the log says so');
    const after = await readEntries(api.store, log, 0, size);
    assert.deepEqual(
      after.map(({ leafHash, eventId }) => [eventId, leafHash]),
      before.map(({ leafHash, eventId }) => [eventId, leafHash]),
    );
    assert.ok(after.every(({ leaf, disclosures }) => leaf === null && disclosures.length === 0));
    assert.deepEqual(await Promise.all(after.map(({ index }) => inclusionProof(api.store, log, index, size))), proofs);
  });

  it('goes on where the last one has stopped, and stops at the first record that is too young', async () => {
    const old = await records(3);
    const [, , youngest] = await readEntries(api.store, log, 0, old);
    const between = new Date(Date.now() + 1);
    assert.ok(youngest);
    // The clock has moved on once another record is younger.
    while (new Date() <= between) await records(0);
    const size = await records(3);
    const first = await prune({}, between);
    assert.deepEqual([first.result['records'], first.result['stopped_by'], await kept()], [old, 'age', size - old]);
    // By now the record of that is in the log as well.
    const { size: all } = await api.ledger().settled(log);
    const second = await prune();
    assert.deepEqual([second.result['from_index'], second.result['to_index'], await kept()], [old, all, 0]);
  });

  it('counts ages from no later than now, whatever the clock said of whoever asked for it', async () => {
    const input = { dry_run: false, record_days: 30, event_days: 30 };
    await records(1);
    const askedAt = new Date(Date.now() + 365 * DAY_MS);
    const job = await ledgerJob(api.store, 'ledger_prune', input, { organizationId: log, askedAt });
    const dependencies = { store: api.store, logger: silentLogger() };
    let answer = await pruneBatch(dependencies, job, START);
    while (answer.state === 'more') answer = await pruneBatch(dependencies, job, answer.position);
    const { result } = answer;
    assert.deepEqual([result['records'], result['stopped_by']], [0, 'age']);
    assert.ok(new Date(String(result['records_before'])).getTime() <= Date.now() - 30 * DAY_MS);
  });

  it('says what it would delete, and deletes nothing, where it is asked to', async () => {
    const size = await records(3);
    const { result, summary } = await prune({ dry_run: true });
    assert.deepEqual([result['dry_run'], result['records'], result['to_index']], [true, size, size]);
    assert.match(summary, /^would delete: /);
    assert.deepEqual([await kept(), (await head())?.pruned_size], [size, 0]);
  });

  it('deletes no record where the policy keeps them for ever', async () => {
    const size = await records(3);
    const { result } = await prune({ record_days: null });
    assert.deepEqual([result['records'], result['stopped_by'], await kept()], [0, 'kept', size]);
  });

  it('deletes nothing that no checkpoint covers', async () => {
    const size = await records(5);
    await api.store.models.ledgerHeads.updateOne({ _id: log }, { $set: { published_size: 2 } });
    const { result } = await prune();
    assert.deepEqual([result['records'], result['stopped_by'], await kept()], [2, 'checkpoint', size - 2]);
  });

  it('deletes nothing of a log that is not signed', async () => {
    const size = await records(3);
    const refusal = { code: 'database_older_than_checkpoint', signed_size: 9, found_size: 3, noticed_at: new Date() };
    await api.store.models.ledgerHeads.updateOne({ _id: log }, { $set: { refusal } });
    const { status, code } = await prune();
    assert.deepEqual([status, code, await kept()], ['completed_with_errors', 'ledger_refused', size]);
    await api.store.models.ledgerHeads.updateOne({ _id: log }, { $set: { refusal: null } });
  });

  it('waits for the slowest log collector that is to go on', async () => {
    const size = await records(6);
    const collector = (_id: number) => ({ _id, organization_id: log, name: `collector ${_id}` });
    await collectors().insertMany([
      { ...collector(71), status: 'active', next_index: 4 },
      { ...collector(72), status: 'paused', next_index: 2 },
      { ...collector(73), status: 'inactive', next_index: 0 },
      { ...collector(74), status: 'active', next_index: 1, organization_id: 1 },
    ]);
    const { result } = await prune();
    assert.deepEqual([result['records'], result['stopped_by'], result['log_collector_id']], [2, 'collector', 72]);
    await collectors().deleteOne({ _id: 72 });
    assert.deepEqual((await prune()).result['to_index'], 4);
    assert.equal(await kept(), size - 4);
  });

  for (const { what, damage } of [
    { what: 'missing', damage: (_id: string) => api.store.auditCollection().deleteOne({ _id }) },
    {
      what: 'altered',
      damage: (_id: string) =>
        api.store.auditCollection().updateOne({ _id }, { $set: { leaf: Object(Buffer.from('{"v":1}')) } }),
    },
  ]) {
    it(`leaves alone what is ${what}, since deleting it would hide that`, async () => {
      const size = await records(6);
      const [, , third] = await readEntries(api.store, log, 0, size);
      await damage(third?.eventId ?? '');
      const { status, code, result } = await prune();
      assert.deepEqual([status, code, result['to_index']], ['completed_with_errors', 'ledger_damaged', 2]);
      assert.equal((await head())?.pruned_size, 2);
      assert.equal(await kept(), what === 'missing' ? size - 3 : size - 2);
    });
  }

  it('says in the log of the worker why it cannot read on', async () => {
    const size = await records(3);
    await ledgerCollections(api.store).sequence.deleteOne({ log, index: 1 });
    const said: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        said.push(String(chunk));
        done();
      },
    });
    const asked = { dry_run: false, record_days: 0, event_days: 30 };
    const job = await ledgerJob(api.store, 'ledger_prune', asked, { organizationId: log });
    const logger = createLogger({ service: 'worker', level: 'error', stream });
    const { code } = await pruneTwice(api.store, job, logger);
    assert.deepEqual([code, await kept()], ['ledger_damaged', size]);
    assert.match(said.join(''), new RegExp(`"log":${log},.*log ${log} has no entry at index 1`));
  });

  it('deletes operational events that are too old, of this organization alone, and counts them', async () => {
    const now = Date.now();
    const event = (organization_id: number, ageDays: number) => {
      const timestamp = new Date(now - ageDays * DAY_MS);
      const kind = { level: 'info', kind: 'health', source: 'api', message: 'a test', attributes: {} } as const;
      return Object({ ...kind, _id: `evt_${ulid(timestamp.getTime())}`, organization_id, timestamp });
    };
    const events = operationalEvents(api.store);
    await events.insertMany([
      ...Array.from({ length: 10_003 }, () => event(log, 31)),
      ...Array.from({ length: 5 }, () => event(log, 29)),
      event(1, 31),
    ]);
    const askedAt = new Date(now);
    const run = async (dry_run: boolean) => {
      const input = { dry_run, record_days: null, event_days: 30 };
      const job = await ledgerJob(api.store, 'ledger_prune', input, { organizationId: log, askedAt });
      return (await pruneTwice(api.store, job)).result['operational_events'];
    };
    assert.equal(await run(true), 10_003);
    assert.equal(await events.countDocuments({ organization_id: log }), 10_008);
    assert.equal(await run(false), 10_003);
    assert.equal(await events.countDocuments({ organization_id: log }), 5);
    assert.equal(await events.countDocuments({ organization_id: 1, message: 'a test' }), 1);
  });

  it('and the log grow at the same time without harm to either', async () => {
    await records(5);
    let isOver = false;
    const growing = (async () => {
      while (!isOver) await api.call('GET', '/v1/me', { as: admin });
    })();
    for (let n = 0; n < 5; n += 1) assert.equal((await prune()).status, 'succeeded');
    isOver = true;
    await growing;
    const size = await records(1);
    const { pruned_size = 0 } = (await head()) ?? {};
    const entries = await readEntries(api.store, log, 0, size);
    assert.ok(entries.every(({ index, leaf }) => (leaf === null) === index < pruned_size));
    assert.equal(
      await checkEntries(api.store, { log, from: 0, to: size, size, contents: recordContents(api.store, pruned_size) }),
      undefined,
    );
    assert.ok(pruned_size > 5);
  });
});
