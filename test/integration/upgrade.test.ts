/** A database from before there were grants, or a ledger: everybody keeps what they had, and nothing is lost. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { mongo } from 'mongoose';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { loadHeldGrants, loadRoles } from '../../store/access/held-grants.ts';
import { checkEntries } from '../../store/ledger/check/check-entries.ts';
import { recordContents } from '../../store/ledger/check/entry-contents.ts';
import { readEntries } from '../../store/ledger/entries.ts';
import { openStore, type Store } from '../../store/store.ts';
import { upgradeStore } from '../../store/upgrade.ts';
import { keepLedger } from '../support/ledger.ts';

const TRACKED = { created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_before' };

describe('an upgrade from roles to grants', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;
  let db: mongo.Db;

  const insert = (collection: string, ...documents: readonly (Record<string, unknown> & { _id: number | string })[]) =>
    db.collection<{ _id: number | string }>(collection).insertMany([...documents]);

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-upgrade-'));
    const { path: binary } = await resolveBinary('mongod');
    mongod = await startMongod({ binary, directory: join(directory, 'mongodb') });
    store = await openStore(mongod.uri);
    db = store.connection.getClient().db();
    await db.collection('users').createIndex({ name: 1 }, { unique: true });
    await db.collection('resources').createIndex({ organization_id: 1, name: 1 }, { unique: true });
    const inOrganization = { organization_id: 1, ...TRACKED };
    await insert('organizations', { _id: 1, name: 'default', ...TRACKED });
    await insert('scopes', { _id: 1, name: 'default', parent_id: null, ancestors: [], ...inOrganization });
    await insert(
      'users',
      { _id: 1, name: 'admin', password_hash: 'x', role: 'admin', status: 'active', ...inOrganization },
      { _id: 2, name: 'looks', password_hash: 'y', role: 'viewer', status: 'active', ...inOrganization },
    );
    const application = { name: 'sync', client_id: 'cap_ci_1', secret_hash: 'a'.repeat(64), role: 'operator' };
    await insert('applications', { _id: 1, status: 'active', ...application, ...inOrganization });
    await insert('identity_providers', { _id: 5, name: 'staff', status: 'active', ...inOrganization });
    await insert('resources', { _id: 7, scope_id: 1, name: 'r', ...inOrganization });
    await insert('credentials', { _id: 3, resource_id: 7, ...inOrganization });
    await insert('jobs', { _id: 501, operation: 'verify', status: 'succeeded', ...inOrganization });
    await insert('job_items', { _id: '501:7', job_id: 501, resource_id: 7, organization_id: 1 });
  });
  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('gives every identity its role as a grant, once, however many processes start together', async () => {
    await Promise.all([upgradeStore(store), upgradeStore(store), upgradeStore(store)]);
    await store.prepare();
    const grants = await store.models.grants.find().sort({ subject_type: 1, subject_id: 1 }).lean();
    assert.deepEqual(
      grants.map(({ subject_type, subject_id, role, scope_id }) => [subject_type, subject_id, role, scope_id]),
      [
        ['application', 1, 'operator', 1],
        ['user', 1, 'admin', 1],
        ['user', 2, 'viewer', 1],
      ],
    );
    const held = await loadHeldGrants(store, 1, { type: 'user', id: 1 }, await loadRoles(store, 1));
    assert.ok(held[0]?.permissions.has('grant:write'));
  });

  it('keeps passwords and secrets, and authorizes no application for anything by itself', async () => {
    const users = await store.models.users.find().sort({ _id: 1 }).lean();
    assert.deepEqual(
      users.map(({ password_hash }) => password_hash),
      ['x', 'y'],
    );
    assert.equal(new Set(users.map(({ public_id }) => public_id)).size, 2);
    const application = await store.models.applications.findById(1).lean();
    assert.equal(application?.secrets[0]?.hash, 'a'.repeat(64));
    assert.deepEqual(application?.authorized_resources, []);
  });

  it('tells where credentials and jobs lie', async () => {
    assert.equal((await store.models.credentials.findById(3).lean())?.scope_id, 1);
    const job = await store.models.jobs.findById(501).lean();
    assert.deepEqual([job?.scope_id, job?.resource_id], [1, 7]);
  });

  it('lets another organization, or another scope, have the same names', async () => {
    const namesOf = async (collection: string) =>
      (await db.collection(collection).indexes()).map(({ name }) => name ?? '');
    assert.ok(!(await namesOf('users')).includes('name_1'));
    assert.ok(!(await namesOf('resources')).includes('organization_id_1_name_1'));
  });

  it('gives what tokens rest on its first epoch, also where there were grants already', async () => {
    const epochs = async () => {
      const rows = [
        await store.models.organizations.findById(1).lean(),
        ...(await store.models.users.find().sort({ _id: 1 }).lean()),
        await store.models.identityProviders.findById(5).lean(),
      ];
      return rows.map((row) => row?.sign_in_epoch);
    };
    assert.deepEqual(await epochs(), [1, 1, 1, 1]);
    await db.collection('organizations').updateOne({}, { $unset: { sign_in_epoch: '' }, $set: { access_epoch: 7 } });
    await db.collection<{ _id: number }>('users').updateOne({ _id: 1 }, { $unset: { sign_in_epoch: '' } });
    await db.collection<{ _id: number }>('users').updateOne({ _id: 2 }, { $set: { sign_in_epoch: 4 } });
    await upgradeStore(store);
    assert.deepEqual(await epochs(), [1, 1, 4, 1]);
    assert.equal((await store.models.organizations.findById(1).lean())?.access_epoch, 7);
  });

  it('leaves its evidence, and does nothing the next time', async () => {
    const records = await store.auditCollection().countDocuments({ 'actor.name': 'upgrade' });
    assert.equal(records, 3);
    await upgradeStore(store);
    assert.equal(await store.auditCollection().countDocuments({ 'actor.name': 'upgrade' }), records);
    const user = await store.models.users.findById(1).lean();
    assert.ok(await store.auditCollection().findOne({ _id: user?.last_event_id ?? '' }));
  });
});

describe('an upgrade of audit records from before the ledger', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-upgrade-'));
    const { path: binary } = await resolveBinary('mongod');
    mongod = await startMongod({ binary, directory: join(directory, 'mongodb') });
    store = await openStore(mongod.uri);
    const actor = { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null };
    const records = Array.from({ length: 1_201 }, (_, count) => ({
      _id: `evt_${String(count).padStart(26, '0')}`,
      timestamp: new Date(1_700_000_000_000 + count),
      organization_id: 1 + (count % 2),
      actor,
      target_type: 'resource',
      target_id: count,
      operation: 'resource.read',
      permission: 'resource:read',
      status: 'succeeded',
      code: null,
      reason: count % 3 === 0 ? 'asked for' : null,
      ticket_id: null,
      job_id: null,
      correlation_id: 'evt_before',
      trace_id: null,
    }));
    const db = store.connection.getClient().db();
    await db.collection<{ _id: string }>('audit_records').insertMany(records);
  });
  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('gives every one of them a leaf and a place in its log, once, however many processes start together', async () => {
    await Promise.all([upgradeStore(store), upgradeStore(store), upgradeStore(store)]);
    await store.prepare();
    const ledger = keepLedger(store, directory);
    const checkpoints = [await ledger.settled(1), await ledger.settled(2)];
    await ledger.stop();
    assert.deepEqual(
      checkpoints.map(({ size }) => size),
      [601, 600],
    );
    for (const { log, size } of checkpoints) {
      assert.equal(
        await checkEntries(store, { log, from: 0, to: size, size, contents: recordContents(store, 0) }),
        undefined,
      );
      const [first] = await readEntries(store, log, 0, 1);
      assert.equal(first?.eventId, `evt_${String(log - 1).padStart(26, '0')}`, 'the tree begins with what was first');
    }
    await upgradeStore(store);
    assert.equal(await store.pendingCollection().countDocuments({ log: 1 }), 0);
  });

  it('reads what it has done no more, however much there is', async () => {
    const db = store.connection.getClient().db();
    await db.collection('audit_records').updateMany({}, { $unset: { leaf: '', leaf_hash: '', disclosures: '' } });
    await db.collection('ledger_heads').deleteMany({});
    await db.command({
      profile: 1,
      filter: { ns: `${db.databaseName}.audit_records`, op: { $in: ['query', 'getmore'] } },
    });
    await upgradeStore(store);
    await db.command({ profile: 0, filter: 'unset' });
    const profiled = await db.collection('system.profile').find().toArray();
    const examined = profiled.reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0);
    const records = await store.auditCollection().countDocuments({ leaf: { $exists: true } });
    assert.ok(profiled.length >= 3, 'in batches');
    assert.equal(examined, records);
  });
});
