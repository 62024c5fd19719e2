/** Shared SSH keys that are due by policy turn as a whole, by a clock that the test holds. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { requestDueRotations } from '../../api/dispatch/due-rotations.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { silentLogger } from '../support/ledger.ts';
import { bindPolicy } from '../support/preflights.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LONG_AGO = new Date(NOW.getTime() - 100 * DAY_MS);
const LATELY = new Date(NOW.getTime() - DAY_MS);
const tracked = { created_at: LONG_AGO, updated_at: LONG_AGO, revision: 1, last_event_id: 'evt_test' };
const own = { organization_id: 1, status: 'active' };

describe('shared SSH keys that are due by policy', () => {
  let database: Database;

  before(async () => {
    database = await startDatabase();
  });
  after(() => database.stop());

  const models = () => database.store.models;
  const look = (hoursLater = 0) =>
    requestDueRotations({
      store: database.store,
      logger: silentLogger(),
      now: new Date(NOW.getTime() + hoursLater * HOUR_MS),
    });
  /** The short way: only what those who look for due ones look at. */
  const insert = (collection: string, row: object) =>
    database.store.connection
      .getClient()
      .db()
      .collection(collection)
      .insertOne(row as never);

  beforeEach(async () => {
    const collections = await database.store.connection.getClient().db().collections();
    await Promise.all(collections.map((collection) => collection.deleteMany({})));
    await insert('organizations', { _id: 1, ...own, name: 'default', ...tracked });
    const scope = { organization_id: 1, ...tracked };
    await insert('scopes', { _id: 1, name: 'all', parent_id: null, ancestors: [], ...scope });
    await insert('scopes', { _id: 2, name: 'below', parent_id: 1, ancestors: [1], ...scope });
    await insert('scopes', { _id: 3, name: 'beside', parent_id: 1, ancestors: [1], ...scope });
    await insert('devices', { _id: 1, ...own, scope_id: 1, kind: 'ssh', ...tracked });
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    await insert('vault_inbox_keys', { _id: 'inbox-1', jwk, active: true, created_at: LONG_AGO });
  });

  async function addKey(): Promise<number> {
    const _id = await database.store.nextId('ssh_key');
    const key = { name: `key ${_id}`, comment: '', latest_version: 1, rotation_job_id: null };
    await insert('ssh_keys', { _id, ...own, scope_id: 1, ...key, ...tracked });
    const version = { organization_id: 1, ssh_key_id: _id, version: 1, state: 'current' };
    await insert('ssh_key_versions', { _id: `${_id}:1`, ...version });
    return _id;
  }

  async function addAccount(sshKeyId: number | null, rotated_at: Date, scope_id = 2): Promise<number> {
    const _id = await database.store.nextId('resource');
    const at = { scope_id, device_id: 1, platform_id: 1, type: 'linux_account', reconcile_resource_id: null };
    await insert('resources', {
      _id,
      organization_id: 1,
      name: `account ${_id}`,
      status: 'verified',
      ...at,
      rotated_at,
      ...tracked,
    });
    await insert('credentials', { _id, ...own, scope_id, resource_id: _id, ssh_key_id: sshKeyId, ...tracked });
    const version = { organization_id: 1, credential_id: _id, version: 1, state: 'current' };
    const ssh_key = sshKeyId === null ? null : { id: sshKeyId, version: 1 };
    await insert('credential_versions', { _id: `${_id}:1`, ...version, ssh_key });
    return _id;
  }

  const rotateEvery = (days: number, scope: number) =>
    bindPolicy(database.store, { rotation_interval_days: days }, { type: 'scope', id: scope });
  const plans = () => models().plans.find().sort({ _id: 1 }).lean<PlanDocument[]>();
  const endJobs = (at: Date) =>
    models().jobs.updateMany({ ended_at: null }, { $set: { status: 'succeeded', ended_at: at, created_at: at } });

  it('turn on all of their accounts where one is due, once, however many look; and others as ever', async () => {
    await rotateEvery(30, 2);
    const [key, fresh] = [await addKey(), await addKey()];
    const accounts = [await addAccount(key, LONG_AGO), await addAccount(key, LATELY), await addAccount(key, LATELY, 3)];
    await addAccount(fresh, LATELY);
    const alone = await addAccount(null, LONG_AGO);
    await Promise.all([look(), look(), look()]);
    const made = await plans();
    assert.deepEqual(
      made.map(({ selector, runs_by_itself, actor }) => [selector.resource_ids, runs_by_itself, actor.name]).sort(),
      [
        [[alone], true, 'rotation schedule'],
        [accounts, true, 'SSH key rotation schedule'],
      ].sort(),
    );
    const stored = await models().sshKeys.findById(key).lean();
    const job = await models()
      .jobs.findById(stored?.rotation_job_id ?? 0)
      .lean<JobDocument>();
    assert.deepEqual(
      [stored?.latest_version, job?.operation, job?.actor.type, job?.dispatch],
      [2, 'bulk_preflight', 'system', 'accepted'],
    );
    const [pending] = await models().sshKeyVersions.find({ ssh_key_id: key, state: 'pending' }).lean();
    assert.deepEqual([pending?.version, pending?.origin, pending?.sealed.form], [2, 'rotation', 'inbox']);
    const record = await database.store.auditCollection().findOne({ target_type: 'ssh_key', target_id: key });
    const said = [record?._id, record?.operation, record?.status, record?.permission, record?.scope_id];
    assert.deepEqual(said, [stored?.last_event_id, 'ssh_key.rotate', 'intended', null, 1]);
    assert.equal(await models().sshKeyVersions.countDocuments({ ssh_key_id: fresh }), 1);
  });

  it('wait while they are being rotated, and for six hours where that has left accounts behind', async () => {
    await rotateEvery(30, 2);
    const key = await addKey();
    await addAccount(key, LONG_AGO);
    assert.equal(await look(), 1);
    assert.equal(await look(1), 0, 'under way');
    await endJobs(new Date(NOW.getTime() + HOUR_MS));
    assert.equal(await look(2), 0, 'tried lately');
    assert.equal(await look(8), 1);
    assert.deepEqual(
      (await models().sshKeyVersions.find({ ssh_key_id: key }).lean()).map(({ version }) => version),
      [1, 2],
      'it goes on with the same version',
    );
  });

  it('are left to people where they are on accounts that are not due, and that people have to consent to', async () => {
    await rotateEvery(30, 2);
    await bindPolicy(database.store, { approvals: { rotate: CONSENT } }, { type: 'scope', id: 3 });
    const key = await addKey();
    await addAccount(key, LONG_AGO);
    const other = await addAccount(key, LATELY, 3);
    assert.equal(await look(), 0);
    assert.equal(await models().sshKeyVersions.countDocuments({ ssh_key_id: key }), 1);
    await models().credentials.updateOne({ resource_id: other }, { $set: { ssh_key_id: null } });
    assert.equal(await look(1), 1);
  });

  it('are left alone while they are inactive', async () => {
    await rotateEvery(30, 2);
    const key = await addKey();
    await addAccount(key, LONG_AGO);
    await models().sshKeys.updateOne({ _id: key }, { $set: { status: 'inactive' } });
    assert.equal(await look(), 0);
  });
});

const CONSENT = {
  quorum: 1,
  approver_group_ids: [],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
} as never;
