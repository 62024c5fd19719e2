/** The building of evidence bundles: what goes in, when it waits, when it gives up, and that nothing is left behind. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { entriesOf } from '../../activities/ledger/bundle/bundle-records.ts';
import type { SelectedRecord } from '../../activities/ledger/bundle/selected-records.ts';
import { bundleBatch } from '../../activities/ledger/bundle-batch.ts';
import type { BatchMore } from '../../activities/ledger/contract.ts';
import { eraseBatch } from '../../activities/ledger/erase-batch.ts';
import { StepDefect } from '../../activities/step-defect.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import {
  beginFile,
  dropFiles,
  publishFile,
  removeExpiredBundles,
  storedBundleBytes,
} from '../../store/evidence-bundles.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { latestCheckpoint } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { indexOf } from '../../store/ledger/entries.ts';
import { LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { type Position, START } from '../../workflows/contract.ts';
import { type ApiHarness, type Caller, startApi } from '../support/api-harness.ts';
import { buildBundle, bundleOfJob, bytesOfBundle, linesOf, unpackBundle } from '../support/built-bundle.ts';
import type { TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { ledgerJob, pruneTwice, runTwice } from '../support/ledger-work.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

describe('the building of an evidence bundle', () => {
  const disk = new VerifierFiles();
  let api: ApiHarness;
  let ledger: TestLedger;
  let log: number;
  let admin: Caller;
  let made = 0;

  before(async () => {
    api = await startApi();
    ledger = api.ledger();
  });
  after(async () => {
    disk.remove();
    await api.close();
  });
  beforeEach(async () => {
    made += 1;
    const organization = await api.createOrganization(`bundled-${made}`);
    log = organization.organizationId;
    admin = organization.admin;
  });

  /** Leaves `count` records of the session behind. */
  async function records(session_id: string, count: number, fields: Partial<AuditEntry> = {}): Promise<void> {
    const writer = new AuditWriter(api.store);
    const entry = auditEntry({ organization_id: log, session_id, scope_id: null, ...fields });
    await Promise.all(Array.from({ length: count }, () => writer.write(entry)));
  }

  async function request(body: object): Promise<JobDocument> {
    const answer = await api.call('POST', '/v1/evidence-bundles', { as: admin, body });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const job = await api.store.models.jobs.findById(answer.body.job_id).lean<JobDocument>();
    assert.ok(job);
    return job;
  }

  async function built(body: object) {
    const job = await request(body);
    const finished = await buildBundle(api.store, job._id);
    const bundle = await bundleOfJob(api.store, job._id);
    return { job, finished, bundle, bytes: await bytesOfBundle(api.store, bundle) };
  }

  /** The batch after those that settled on a checkpoint. */
  async function positionToBuild(job: JobDocument): Promise<Position> {
    await ledger.settled(log);
    const { position } = (await bundleBatch({ store: api.store }, job, START)) as BatchMore;
    await ledger.settled(PLATFORM_LOG);
    return position;
  }

  async function shown(id: number) {
    return (await api.call('GET', `/v1/evidence-bundles/${id}`, { as: admin })).body;
  }

  /** How many files, whole or in pieces, the store holds for bundles. */
  async function filesLeft(): Promise<number> {
    const db = api.store.connection.getClient().db();
    const [files, chunks] = await Promise.all([
      db.collection('evidence_bundles.files').countDocuments(),
      db.collection('evidence_bundles.chunks').distinct('files_id'),
    ]);
    return Math.max(files, chunks.length);
  }

  async function verify(bytes: Buffer): Promise<string> {
    const { vkey } = (await api.call('GET', '/v1/ledger', { as: admin })).body;
    const { exitCode, said } = await disk.verify('bundle', disk.write('bundle.zip', bytes), '--vkey', vkey);
    assert.equal(exitCode, 0, said);
    return said;
  }

  const isDefect = (code: string, says: RegExp) => (error: unknown) =>
    error instanceof StepDefect && error.code === code && says.test(error.message);

  it('takes more records than one page, and tells in the summary what it leaves to the data', async () => {
    await records('long', 1_203);
    await records('other', 5);
    const { bytes, finished } = await built({ session_id: 'long' });
    const said = await verify(bytes);
    assert.match(said, /1203 records: leaf, disclosures/);
    assert.match(said, /selection: session_id "long"; by what their leaves say, all 1203 records with content belong/);
    assert.deepEqual([finished.status, finished.result['record_count'], finished.done], ['succeeded', 1_203, 1_203]);
    const summary = String(unpackBundle(bytes).get('summary.html'));
    assert.equal(summary.split('<tr><td>').length - 1, 1_000);
    assert.match(summary, /203 more records are in <code>records.jsonl<\/code>/);
  });

  it('takes of a resource what happened in the period', async () => {
    const resource = { as: admin, body: { name: 'm', connector: 'postgres', settings: {} } };
    const platform = (await api.call('POST', '/v1/platforms', resource)).body.id;
    const scope_id = (await api.call('GET', '/v1/scopes', { as: admin })).body.scopes[0].id;
    const device = await api.call('POST', '/v1/devices', {
      as: admin,
      body: {
        ...{ name: 'd', scope_id, kind: 'postgres', address: '127.0.0.1', port: 5432 },
        trust: { kind: 'loopback_plaintext' },
      },
    });
    const { body } = await api.call('POST', '/v1/resources', {
      as: admin,
      body: {
        ...{ name: 'r', type: 'postgres_role', device_id: device.body.id, platform_id: platform, scope_id },
        username: 'app',
      },
    });
    const read = () => api.call('GET', `/v1/resources/${body.id}`, { as: admin });
    await read();
    const timeOf = async () => {
      const newest = await api.store.auditCollection().findOne({ resource_id: body.id }, { sort: { timestamp: -1 } });
      return newest?.timestamp.getTime() ?? 0;
    };
    const from = (await timeOf()) + 1;
    // The clock has moved on once another record is younger.
    while ((await timeOf()) < from) await read();
    const first = await timeOf();
    while ((await timeOf()) <= first + 5) await read();
    const to = await timeOf();
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const { bytes } = await built({ resource_id: body.id, ...period });
    const selected = `selection: resource_id ${body.id} from ${period.from} on before ${period.to}; by`;
    assert.ok((await verify(bytes)).includes(selected));
    const members = unpackBundle(bytes);
    const lines = linesOf<{ record: { timestamp: string; resource_id: number } }>(members, 'records.jsonl');
    const expected = await api.store.auditCollection().countDocuments({
      ...{ organization_id: log, resource_id: body.id },
      timestamp: { $gte: new Date(from), $lt: new Date(to) },
    });
    assert.ok(expected > 0);
    assert.equal(lines.length, expected);
    for (const { record } of lines) {
      assert.equal(record.resource_id, body.id);
      assert.ok(record.timestamp >= period.from && record.timestamp < period.to);
    }
    assert.deepEqual(JSON.parse(String(members.get('manifest.json'))).selection, { resource_id: body.id, ...period });
  });

  it('waits, ever longer and each time at another position, until a checkpoint covers all records', async () => {
    await records('early', 3);
    await ledger.settled(log);
    const { pending } = ledgerCollections(api.store);
    const job = await request({ session_id: 'early' });
    const record = await api.store.auditCollection().findOne({ session_id: 'early', organization_id: log });
    assert.ok(record);
    // As if it had been committed just now.
    const row = await ledgerCollections(api.store).sequence.findOneAndDelete({ _id: record._id });
    assert.ok(row);
    const first = await bundleBatch({ store: api.store }, job, START);
    assert.deepEqual(first, {
      state: 'more',
      position: { next: { phase: 'records', waited: 1 }, done: 2, total: 3 },
      waitMs: 500,
    });
    const second = await bundleBatch({ store: api.store }, job, (first as BatchMore).position);
    assert.deepEqual(second, {
      state: 'more',
      position: { next: { phase: 'records', waited: 2 }, done: 2, total: 3 },
      waitMs: 1_000,
    });
    const last = { next: { phase: 'records', waited: 45 }, done: 2, total: 3 };
    await assert.rejects(
      bundleBatch({ store: api.store }, job, last),
      isDefect('ledger_behind', /^1 of the records are not under a checkpoint after ten minutes/),
    );
    await ledgerCollections(api.store).heads.updateOne(
      { _id: log },
      {
        $set: {
          refusal: { code: 'database_older_than_checkpoint', signed_size: 9, found_size: 3, noticed_at: new Date() },
        },
      },
    );
    await assert.rejects(bundleBatch({ store: api.store }, job, START), isDefect('ledger_refused', /is not signed/));
    await ledgerCollections(api.store).heads.updateOne({ _id: log }, { $set: { refusal: null } });
    await ledgerCollections(api.store).sequence.insertOne(row);
    assert.equal(await pending.countDocuments({ _id: record._id }), 0);
    assert.equal((await buildBundle(api.store, job._id)).status, 'succeeded');
  });

  it('leaves the platform’s part out where that log has not come so far', async () => {
    await records('alone', 2);
    const job = await request({ session_id: 'alone' });
    const position = await positionToBuild(job);
    const checkpoint = await latestCheckpoint(api.store, log);
    const row = await ledgerCollections(api.store).sequence.findOneAndDelete({ _id: checkpoint?._id ?? '' });
    assert.ok(row);
    let answer = (await bundleBatch({ store: api.store }, job, position)) as BatchMore;
    const waits = [answer.waitMs];
    for (; waits.length < 4; waits.push(answer.waitMs)) {
      answer = (await bundleBatch({ store: api.store }, job, answer.position)) as BatchMore;
    }
    assert.deepEqual(waits, [500, 1_000, 2_000, 4_000]);
    const finished = await bundleBatch({ store: api.store }, job, answer.position);
    assert.ok(finished.state === 'finished' && finished.result['platform_proof'] === false);
    const bytes = await bytesOfBundle(api.store, await bundleOfJob(api.store, job._id));
    assert.match(await verify(bytes), /the bundle has no proof from the platform log/);
    assert.ok(![...unpackBundle(bytes).keys()].some((name) => name.startsWith('platform/')));
    await ledgerCollections(api.store).sequence.insertOne(row);
  });

  it('gives the same bytes when it is done again, and keeps one file', async () => {
    await records('twice', 4);
    const job = await request({ session_id: 'twice' });
    const position = await positionToBuild(job);
    const before = await filesLeft();
    const batch = () => bundleBatch({ store: api.store }, job, JSON.parse(JSON.stringify(position)));
    const attempts = await Promise.all([batch(), batch(), batch()]);
    // The one that began last publishes; whoever it overtook looks again, a little later.
    assert.ok(attempts.some(({ state }) => state === 'finished'));
    assert.ok(attempts.every((answer) => answer.state === 'finished' || (answer.waitMs ?? 0) > 0));
    const answers = [await batch(), await batch(), ...attempts.filter(({ state }) => state === 'finished')];
    assert.ok(answers.every(({ state }) => state === 'finished'));
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
    assert.equal(await filesLeft(), before + 1);
    const first = await bundleOfJob(api.store, job._id);
    const bytes = await bytesOfBundle(api.store, first);
    await api.store.models.evidenceBundles.updateOne({ _id: first._id }, { $set: { file: null } });
    await bundleBatch({ store: api.store }, job, position);
    const again = await bundleOfJob(api.store, job._id);
    assert.notDeepEqual(again.file?.id, first.file?.id);
    assert.ok(bytes.equals(await bytesOfBundle(api.store, again)));
  });

  it('leaves out what came after the checkpoint that it has settled on', async () => {
    await records('growing', 2);
    const job = await request({ session_id: 'growing' });
    const position = await positionToBuild(job);
    await records('growing', 3);
    await ledger.settled(log);
    const finished = await bundleBatch({ store: api.store }, job, position);
    assert.ok(finished.state === 'finished' && finished.result['record_count'] === 2);
    await verify(await bytesOfBundle(api.store, await bundleOfJob(api.store, job._id)));
  });

  it('refuses to be about nothing, or about too much', async () => {
    const nothing = await request({ approval_id: 77 });
    await assert.rejects(
      bundleBatch({ store: api.store }, nothing, START),
      isDefect('no_records', /^there are no records of approval 77: none was written/),
    );
    const much = await request({ session_id: 'much' });
    const rows = Array.from({ length: 50_001 }, (_, n) =>
      Object({ _id: `evt_much${n}`, organization_id: log, session_id: 'much' }),
    );
    await api.store.auditCollection().insertMany(rows);
    await assert.rejects(
      bundleBatch({ store: api.store }, much, START),
      isDefect('too_many_records', /^there are more than 50000 records of session much; ask for a shorter period/),
    );
    await api.store.auditCollection().deleteMany({ session_id: 'much' });
  });

  const DAMAGES: readonly (readonly [what: string, says: RegExp, damage: (eventId: string) => Promise<unknown>])[] = [
    [
      'a leaf that was altered',
      /^record evt_\w+ \(index \d+\) is not what the tree holds/,
      (_id) => api.store.auditCollection().updateOne({ _id }, { $set: { leaf: binaryOf(Buffer.from('{"v":1}')) } }),
    ],
    [
      'a disclosure that belongs to no leaf',
      /^record evt_\w+ \(index \d+\) is not what the tree holds/,
      (_id) =>
        api.store
          .auditCollection()
          .updateOne({ _id }, { $push: { disclosures: Buffer.from('["salt","name","eve"]').toString('base64url') } }),
    ],
    [
      'an altered tile',
      /^record evt_\w+ \(index \d+\) is not what the tree holds/,
      () =>
        ledgerCollections(api.store).tiles.updateOne(
          { _id: `${log}/0/0` },
          { $set: { hashes: binaryOf(Buffer.alloc(8_192, 1)) } },
        ),
    ],
    [
      'a missing tile',
      /^tile 0\/0 of log \d+ is missing or too short/,
      () => ledgerCollections(api.store).tiles.deleteOne({ _id: `${log}/0/0` }),
    ],
    [
      'another root under the checkpoint',
      /^the proof of record evt_\w+ \(index \d+\) does not lead to the checkpoint/,
      () =>
        ledgerCollections(api.store).checkpoints.updateMany({ log }, { $set: { root: binaryOf(Buffer.alloc(32)) } }),
    ],
  ];
  for (const [what, says, damage] of DAMAGES) {
    it(`makes no bundle of ${what}, and leaves no file behind`, async () => {
      await records('damaged', 3);
      const job = await request({ session_id: 'damaged' });
      const position = await positionToBuild(job);
      const record = await api.store.auditCollection().findOne({ session_id: 'damaged', organization_id: log });
      const before = await filesLeft();
      await damage(record?._id ?? '');
      await assert.rejects(bundleBatch({ store: api.store }, job, position), isDefect('ledger_damaged', says));
      assert.equal(await filesLeft(), before);
      assert.equal((await bundleOfJob(api.store, job._id)).file, null);
    });
  }

  it('tells what was let go since it was selected from what somebody has deleted', async () => {
    await records('gone', 3);
    const checkpoint = await ledger.settled(log);
    const found = await api.store.auditCollection().find({ session_id: 'gone', organization_id: log }).toArray();
    const selected: SelectedRecord[] = [];
    for (const { _id: eventId } of found) {
      selected.push({ eventId, index: (await indexOf(api.store, log, eventId)) ?? assert.fail(eventId) });
    }
    const states = async () => {
      const seen: string[] = [];
      for await (const { state } of entriesOf(api.store, checkpoint, selected)) seen.push(state);
      return seen;
    };
    assert.deepEqual(await states(), ['recorded', 'recorded', 'recorded']);
    await api.store.auditCollection().deleteOne({ _id: selected[0]?.eventId ?? '' });
    await assert.rejects(states(), isDefect('ledger_damaged', /is gone, and was not let go/));
    // The word of the head, which no record in the log bears out, changes nothing.
    await api.store.models.ledgerHeads.updateOne({ _id: log }, { $set: { pruned_size: checkpoint.size } });
    await assert.rejects(states(), isDefect('ledger_damaged', /is gone, and was not let go/));
    await api.store.models.ledgerHeads.updateOne({ _id: log }, { $set: { pruned_size: 0 } });

    const [lost] = found;
    assert.ok(lost);
    await api.store.auditCollection().insertOne(lost);
    const asked = { dry_run: false, record_days: 0, event_days: 30 };
    const prune = await ledgerJob(api.store, 'ledger_prune', asked, { organizationId: log });
    assert.equal((await pruneTwice(api.store, prune)).status, 'succeeded');
    assert.deepEqual(await states(), ['pruned', 'pruned', 'pruned']);
  });

  it('names keys of the log, the newest first', async () => {
    await records('keys', 1);
    const { bytes } = await built({ session_id: 'keys' });
    const { origin } = JSON.parse(String(unpackBundle(bytes).get('manifest.json')));
    assert.equal(
      String(unpackBundle(bytes).get('vkey')),
      `${LedgerKeys.read(ledger.keyFile).vkeysOf(origin).join('\n')}\n`,
    );
  });

  it('is taken away when a person whom it names is erased; the others stay', async () => {
    const person = await api.createUser(`ada-${made}`, 'operator', { organizationId: log });
    const actor = { ...auditEntry().actor, id: person.id, name: 'Ada Lovelace' };
    await records('hers', 2, { actor });
    await records('others', 2);
    const [hers, others] = [await built({ session_id: 'hers' }), await built({ session_id: 'others' })];
    assert.ok(linesOf(unpackBundle(hers.bytes), 'records.jsonl').length === 2);
    assert.match(String(unpackBundle(hers.bytes).get('summary.html')), /Ada Lovelace/);
    const files = await filesLeft();
    await api.store.models.users.updateOne({ _id: person.id }, { $set: { status: 'inactive' } });
    const erasure = await ledgerJob(api.store, 'ledger_erase', { user_id: person.id }, { organizationId: log });
    await runTwice(api.store, erasure, eraseBatch);
    const { state, code, size, record_count } = await shown(hers.bundle._id);
    assert.deepEqual([state, code, size, record_count], ['failed', 'person_erased', null, null]);
    const gone = await api.call('GET', `/v1/evidence-bundles/${hers.bundle._id}/content`, { as: admin });
    assert.equal(gone.status, 409);
    assert.equal(await filesLeft(), files - 1);
    assert.equal((await shown(others.bundle._id)).state, 'ready');
    const again = await built({ session_id: 'hers' });
    assert.match(await verify(again.bytes), /VERIFIED/);
    for (const bytes of unpackBundle(again.bytes).values()) assert.doesNotMatch(String(bytes), /Ada Lovelace/);
  });

  it('is taken away as well when somebody is erased of whom it tells why they were given a right', async () => {
    const person = await api.createUser(`joan-${made}`, 'viewer', { organizationId: log });
    const resource_id = 6;
    const scope = await api.store.models.scopes.findOne({ organization_id: log, parent_id: null }).lean();
    const body = { subject_type: 'user', subject_id: person.id, role: 'auditor', scope_id: scope?._id };
    const grant = await api.call('POST', '/v1/grants', { as: admin, body: { ...body, reason: 'on call' } });
    assert.equal(grant.status, 201, JSON.stringify(grant.body));
    const told = { operation: 'grant.create', target_type: 'grant', target_id: grant.body.id, resource_id };
    await records('rights', 1, { ...told, reason: 'on call' });
    const { bundle } = await built({ session_id: 'rights' });
    await api.store.models.users.updateOne({ _id: person.id }, { $set: { status: 'inactive' } });
    const erasure = await ledgerJob(api.store, 'ledger_erase', { user_id: person.id }, { organizationId: log });
    await runTwice(api.store, erasure, eraseBatch);
    assert.deepEqual((await shown(bundle._id)).code, 'person_erased');
  });

  it('begins anew where a person is erased while it is built', async () => {
    await records('race', 1);
    const job = await request({ session_id: 'race' });
    const before = await bundleOfJob(api.store, job._id);
    const { id, stream } = await beginFile(api.store, before);
    stream.end('what was read before');
    await api.store.models.evidenceBundles.updateOne({ _id: before._id }, { $inc: { erasures: 1 } });
    const file = { id, size: 1, sha256: '0', record_count: 1, tree_size: 1, has_platform_proof: false };
    assert.equal(await publishFile(api.store, before, { ...file, built_at: new Date() }, []), false);
    await buildBundle(api.store, job._id);
    await verify(await bytesOfBundle(api.store, await bundleOfJob(api.store, job._id)));
  });

  it('drops what attempts that were cut off have left, and counts it until then', async () => {
    await records('cut', 1);
    const job = await request({ session_id: 'cut' });
    const bundle = await bundleOfJob(api.store, job._id);
    const stored = () => api.store.transaction((session) => storedBundleBytes(api.store, session, log));
    const before = await filesLeft();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { stream } = await beginFile(api.store, bundle);
      await new Promise<void>((resolve) => stream.write(Buffer.alloc(1_000_000), () => resolve()));
      assert.equal(await filesLeft(), before + 1);
      const bytes = await stored();
      assert.ok(bytes > 700_000 && bytes < 1_100_000, String(bytes));
    }
    await buildBundle(api.store, job._id);
    assert.equal(await filesLeft(), before + 1);
    const { file } = await bundleOfJob(api.store, job._id);
    assert.equal(await stored(), file?.size);
  });

  it('is published by the attempt that began last: what another has written is no whole file any more', async () => {
    await records('overtaken', 1);
    const job = await request({ session_id: 'overtaken' });
    const bundle = await bundleOfJob(api.store, job._id);
    const { id, stream } = await beginFile(api.store, bundle);
    await new Promise<void>((resolve) => stream.write(Buffer.alloc(300_000), () => resolve()));
    const later = await beginFile(api.store, bundle);
    await new Promise<void>((resolve) => stream.end(() => resolve()));
    const written = { size: 1, sha256: '0', record_count: 1, tree_size: 1, has_platform_proof: false };
    const publish = (own: typeof id) =>
      publishFile(api.store, bundle, { ...written, id: own, built_at: new Date() }, []);
    assert.equal(await publish(id), false);
    await dropFiles(api.store, [id]);
    await new Promise<void>((resolve) => later.stream.end('all of it', () => resolve()));
    assert.equal(await publish(later.id), true);
  });

  it('is gone with all its files when it has expired', async () => {
    await records('old', 1);
    const { bundle, job } = await built({ session_id: 'old' });
    // Of an attempt whose worker died.
    const { stream } = await beginFile(api.store, bundle);
    await new Promise((resolve) => stream.write(Buffer.alloc(300_000), resolve));
    const files = await filesLeft();
    const days = (bundle.expires_at.getTime() - bundle.created_at.getTime()) / 86_400_000;
    assert.equal(days, 30);
    assert.equal(await removeExpiredBundles(api.store, new Date()), 0);
    await api.store.models.evidenceBundles.updateOne({ _id: bundle._id }, { $set: { expires_at: new Date() } });
    for (const path of ['', '/content']) {
      const { status } = await api.call('GET', `/v1/evidence-bundles/${bundle._id}${path}`, { as: admin });
      assert.equal(status, 404);
    }
    const { evidence_bundles } = (await api.call('GET', '/v1/evidence-bundles', { as: admin })).body;
    assert.deepEqual(evidence_bundles, []);
    assert.equal(await removeExpiredBundles(api.store, new Date()), 1);
    assert.equal(await filesLeft(), files - 2);
    assert.equal(await api.store.models.evidenceBundles.countDocuments({ job_id: job._id }), 0);
  });
});
