/** A person can be erased from the audit log, and the log still proves all that it has proved before. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eraseBatch } from '../../activities/ledger/erase-batch.ts';
import { StepDefect } from '../../activities/step-defect.ts';
import { checkEntries } from '../../store/ledger/check/check-entries.ts';
import { recordContents } from '../../store/ledger/check/entry-contents.ts';
import { readEntries } from '../../store/ledger/entries.ts';
import { recordOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';
import type { AuditRecordDocument } from '../../store/models/evidence.ts';
import { type ApiHarness, startApi, type TestUser } from '../support/api-harness.ts';
import { ledgerJob, runTwice } from '../support/ledger-work.ts';

const LOG = 1;

describe('erasing a person', () => {
  let api: ApiHarness;

  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const erase = async ({ id }: { readonly id: number }) =>
    runTwice(api.store, await ledgerJob(api.store, 'ledger_erase', { user_id: id }), eraseBatch);

  const recordsOf = (user: TestUser) =>
    api.store.auditCollection().find({ organization_id: LOG, 'actor.id': user.id }).sort({ _id: 1 }).toArray();

  /** Somebody who has done something here, has been in a group, and is gone. */
  async function formerUser(name: string): Promise<TestUser> {
    const user = await api.createUser(name, 'operator');
    for (let n = 0; n < 3; n += 1) await api.call('GET', '/v1/me', { as: user });
    await api.call('POST', '/v1/resources/999/verify', { as: user, body: { reason: `${name} wants to know` } });
    const group = await api.call('POST', '/v1/groups', { as: api.admin, body: { name: `friends of user ${user.id}` } });
    await api.call('PUT', `/v1/groups/${group.body.id}/members/${user.id}`, { as: api.admin });
    assert.equal((await api.call('POST', `/v1/users/${user.id}/deactivate`, { as: api.admin })).status, 200);
    return user;
  }

  /** Somebody who has changed something for a reason, and is gone. */
  async function formerAdministrator(name: string) {
    const user = await api.createUser(name, 'admin');
    const policy = { record_days: 400, event_days: 14, reason: `${name} knows the law` };
    assert.equal((await api.call('PUT', '/v1/ledger/retention', { as: user, body: policy })).status, 200);
    const endpoint = { kind: 'postgres', address: 'one.example', port: 5_432, trust: { kind: 'tls' } };
    const body = { name: 'redirected', scope_id: 1, ...endpoint };
    const device = await api.call('POST', '/v1/devices', { as: user, body });
    assert.equal(device.status, 201, JSON.stringify(device.body));
    await api.call('PATCH', `/v1/devices/${device.body.id}`, { as: user, body: { address: 'two.example' } });
    await api.call('POST', `/v1/users/${user.id}/deactivate`, { as: api.admin });
    return {
      user,
      changes: {
        'ledger.retention.set': 'keep records for 400 days, events for 14 days',
        'device.update': 'changed: address; address: one.example -> two.example',
      },
    };
  }

  it('takes name, address and reason out of the records, and leaves every leaf and its place as they are', async () => {
    const user = await formerUser('Ada Lovelace');
    const { size } = await api.ledger().settled(LOG);
    const before = await readEntries(api.store, LOG, 0, size);
    const own = await recordsOf(user);
    assert.ok(own.length >= 4 && own.every(({ disclosures }) => disclosures.length >= 2));

    const { status, result, summary } = await erase(user);
    assert.equal(status, 'succeeded');
    // The deactivation. That a group was joined names the person by their number alone.
    assert.deepEqual(result, { records: own.length, records_about: 1, jobs: 0, grants: 1 });
    assert.equal(summary, `erased in ${own.length} records of the person, 1 records about them, 0 jobs and 1 grants`);

    const after = await readEntries(api.store, LOG, 0, size);
    assert.deepEqual(
      after.map(({ index, eventId, leaf, leafHash }) => [index, eventId, leaf, leafHash]),
      before.map(({ index, eventId, leaf, leafHash }) => [index, eventId, leaf, leafHash]),
    );
    assert.ok(after.every(({ leaf, leafHash }) => leaf && hashLeaf(leaf).equals(leafHash)));
    assert.equal(
      await checkEntries(api.store, { log: LOG, from: 0, to: size, size, contents: recordContents(api.store, 0) }),
      undefined,
    );
    for (const record of await recordsOf(user)) {
      assert.deepEqual(
        [record.actor.name, record.actor.address, record.reason, record.disclosures],
        ['erased', null, null, []],
      );
      assert.deepEqual([record.actor.id, record.actor.authentication], [user.id, 'basic']);
    }
    const stored = await api.store.auditCollection().find({ organization_id: LOG }).toArray();
    for (const text of texts(stored)) assert.doesNotMatch(text, /Lovelace/);
  });

  it('leaves on record what the person has changed, and takes the reason that they gave for it', async () => {
    const { user, changes } = await formerAdministrator('Margaret Hamilton');
    await erase(user);
    const { size } = await api.ledger().settled(LOG);
    for (const [operation, change] of Object.entries(changes)) {
      const record = await api.store.auditCollection().findOne({ operation, 'actor.id': user.id });
      assert.deepEqual([record?.actor.name, record?.reason, record?.change], ['erased', null, change]);
      assert.equal(recordOf(Buffer.from(record?.leaf.buffer ?? ''), []).change, change);
    }
    const contents = recordContents(api.store, 0);
    assert.equal(await checkEntries(api.store, { log: LOG, from: 0, to: size, size, contents }), undefined);
  });

  it('takes out of records and grants for which reason others gave the person a right, and took it', async () => {
    const user = await api.createUser('Joan Clarke', 'viewer');
    const body = { subject_type: 'user', subject_id: user.id, role: 'auditor', scope_id: 1, reason: 'Joan is on call' };
    const grant = (await api.call('POST', '/v1/grants', { as: api.admin, body })).body;
    const words = { body: { reason: 'Joan has left' } };
    assert.equal((await api.call('POST', `/v1/grants/${grant.id}/revoke`, { as: api.admin, ...words })).status, 200);
    const other = await api.createUser('Hugh Alexander', 'viewer');
    const kept = { ...body, subject_id: other.id, reason: 'on call as well' };
    const others = (await api.call('POST', '/v1/grants', { as: api.admin, body: kept })).body;
    await api.call('POST', `/v1/users/${user.id}/deactivate`, { as: api.admin });
    const before = await api.store.models.grants.findById(grant.id).lean();

    const { result } = await erase(user);
    // Both grants, of which one had no reason; the two records of the one, and the deactivation.
    assert.deepEqual([result['grants'], result['records_about']], [2, 3]);
    const records = await api.store.auditCollection().find({ target_type: 'grant', target_id: grant.id }).toArray();
    const given = `role auditor for user ${user.id} on scope 1`;
    assert.deepEqual(
      records.map(({ operation, reason, change }) => [operation, reason, change]),
      [
        ['grant.create', null, given],
        ['grant.revoke', null, `no more ${given}`],
      ],
    );
    const erased = await api.store.models.grants.findById(grant.id).lean();
    assert.deepEqual([erased?.reason, erased?.revision], [null, (before?.revision ?? 0) + 1]);
    assert.notEqual(erased?.last_event_id, before?.last_event_id);
    assert.equal((await api.store.models.grants.findById(others.id).lean())?.reason, 'on call as well');
    const ofOther = await api.store.auditCollection().findOne({ target_type: 'grant', target_id: others.id });
    assert.equal(ofOther?.reason, 'on call as well');
  });

  it('takes no more from others than the reason that they gave', async () => {
    const user = await formerUser('Grace Hopper');
    await erase(user);
    const deactivation = await api.store
      .auditCollection()
      .findOne({ operation: 'user.deactivate', target_id: user.id, organization_id: LOG });
    assert.ok(deactivation);
    assert.deepEqual(
      [deactivation.actor.name, deactivation.reason, deactivation.change],
      ['admin', null, `user ${user.id} is inactive`],
    );
    const record = recordOf(Buffer.from(deactivation.leaf.buffer), deactivation.disclosures);
    assert.deepEqual([record.actor.name, record.actor.address, record.reason], ['admin', '127.0.0.1', null]);
    const { events } = (await api.call('GET', '/v1/logs/audit?actor=admin&limit=1', { as: api.admin })).body;
    assert.equal(events[0].actor, 'admin');
  });

  it('takes the name out of jobs that have ended', async () => {
    const user = await formerUser('Edsger Dijkstra');
    const actor = { type: 'user', id: user.id, name: user.name, address: '192.0.2.7' } as const;
    const job = await ledgerJob(api.store, 'ledger_verify', { mode: 'head' });
    const change = { actor: { ...job.actor, ...actor }, reason: 'Dijkstra says so', ended_at: new Date() };
    await api.store.models.jobs.updateOne({ _id: job._id }, { $set: change });
    assert.equal((await erase(user)).result['jobs'], 1);
    const erased = await api.store.models.jobs.findById(job._id).lean();
    assert.deepEqual(
      [erased?.actor.name, erased?.actor.address, erased?.actor.id, erased?.reason, erased?.revision],
      ['erased', null, user.id, null, job.revision + 1],
    );
  });

  it('leaves the records of the erasure itself whole', async () => {
    const user = await formerUser('Alan Turing');
    const body = { user_id: user.id, reason: 'request of the person' };
    const asked = await api.call('POST', '/v1/ledger/erasures', { as: api.admin, body });
    assert.equal(asked.status, 202);
    await erase(user);
    const record = await api.store.auditCollection().findOne({ operation: 'ledger.erase', target_id: user.id });
    assert.deepEqual(
      [record?.status, record?.actor.name, record?.reason, record?.target_type],
      ['intended', 'admin', 'request of the person', 'user'],
    );
  });

  it('may be asked for again, and finds the same records', async () => {
    const user = await formerUser('Barbara Liskov');
    const first = await erase(user);
    assert.equal(Number((await erase(user)).result['records']), first.result['records']);
  });

  it('walks over a log of any length in parts', async () => {
    const user = await formerUser('Donald Knuth');
    const [template] = await recordsOf(user);
    assert.ok(template);
    const many = Array.from({ length: 12_000 }, (_, n): AuditRecordDocument => {
      const owner = n % 2_000 === 0 ? template.actor : { ...template.actor, id: 1, name: 'admin' };
      return { ...template, _id: `evt_0${String(n).padStart(25, '0')}`, actor: owner };
    });
    const own = (await recordsOf(user)).length;
    await api.store.auditCollection().insertMany(many);
    const { result, done, total } = await erase(user);
    assert.equal(result['records'], own + 6);
    assert.ok(done === total && done > 12_000);
    assert.ok((await recordsOf(user)).every(({ disclosures }) => disclosures.length === 0));
  });

  it('is not begun where the user is active again', async () => {
    const user = await formerUser('Tony Hoare');
    await api.call('POST', `/v1/users/${user.id}/activate`, { as: api.admin });
    await assert.rejects(erase(user), (error) => error instanceof StepDefect && error.code === 'user_active');
    assert.ok((await recordsOf(user)).every(({ actor }) => actor.name === 'Tony Hoare'));
  });
});

/** All that documents say, with what is encoded in them. */
function texts(documents: readonly AuditRecordDocument[]): string[] {
  return documents.flatMap(({ leaf, disclosures, ...plain }) => [
    JSON.stringify(plain),
    Buffer.from(leaf.buffer).toString('utf8'),
    ...disclosures.map((one) => Buffer.from(one, 'base64url').toString('utf8')),
  ]);
}
