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
/** An inactive device. */
const OFF = 2;

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
    await insert('devices', {
      _id: OFF,
      ...own,
      status: 'inactive',
      public_id: 'dev_2',
      name: 'off',
      scope_id: 1,
      kind: 'ssh',
      ...tracked,
    });
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

  /** As a rotation leaves it that has not reached every account. */
  async function addPendingVersion(sshKeyId: number): Promise<void> {
    const version = { organization_id: 1, ssh_key_id: sshKeyId, version: 2, state: 'pending' };
    await insert('ssh_key_versions', { _id: `${sshKeyId}:2`, ...version });
    await models().sshKeys.updateOne({ _id: sshKeyId }, { $set: { latest_version: 2 } });
  }

  async function statesOf(sshKeyId: number): Promise<string[]> {
    const versions = await models().sshKeyVersions.find({ ssh_key_id: sshKeyId }).sort({ version: 1 }).lean();
    return versions.map(({ state }) => state);
  }

  async function addAccount(
    sshKeyId: number | null,
    rotated_at: Date,
    { scope_id = 2, device_id = 1, holds = 1 }: { scope_id?: number; device_id?: number; holds?: number } = {},
  ): Promise<number> {
    const _id = await database.store.nextId('resource');
    const at = { scope_id, device_id, platform_id: 1, type: 'linux_account', reconcile_resource_id: null };
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
    const ssh_key = sshKeyId === null ? null : { id: sshKeyId, version: holds };
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
    const accounts = [
      await addAccount(key, LONG_AGO),
      await addAccount(key, LATELY),
      await addAccount(key, LATELY, { scope_id: 3 }),
    ];
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
    const other = await addAccount(key, LATELY, { scope_id: 3 });
    assert.equal(await look(), 0);
    assert.equal(await models().sshKeyVersions.countDocuments({ ssh_key_id: key }), 1);
    await models().credentials.updateOne({ resource_id: other }, { $set: { ssh_key_id: null } });
    assert.equal(await look(1), 1);
  });

  it('become current by no look that begins nothing, and with a record by one that does', async () => {
    await rotateEvery(30, 2);
    const binding = await bindPolicy(database.store, { approvals: { rotate: CONSENT } }, { type: 'scope', id: 3 });
    const key = await addKey();
    await addPendingVersion(key);
    await addAccount(key, LONG_AGO, { holds: 2 });
    await addAccount(key, LATELY, { holds: 2, scope_id: 3 });
    assert.equal(await look(), 0);
    assert.deepEqual(await statesOf(key), ['current', 'pending'], 'nothing tells of it');
    assert.equal((await models().sshKeys.findById(key).lean())?.revision, 1);
    await models().policies.updateOne({ _id: binding }, { $set: { status: 'inactive' } });
    assert.equal(await look(1), 1);
    assert.deepEqual(await statesOf(key), ['previous', 'current', 'pending']);
    const stored = await models().sshKeys.findById(key).lean();
    const record = await database.store.auditCollection().findOne({ _id: stored?.last_event_id ?? '' });
    assert.match(
      String(record?.change),
      /^version 2 is on every account, and current; version 3: plan \d+ of 2 resources$/,
    );
  });

  it('are neither due by accounts on inactive devices, nor held back by them', async () => {
    await rotateEvery(30, 2);
    const key = await addKey();
    await addPendingVersion(key);
    await addAccount(key, LONG_AGO, { device_id: OFF });
    const account = await addAccount(key, LATELY, { holds: 2 });
    assert.equal(await look(), 0, 'nothing can be done to the one that is due');
    await models().resources.updateOne({ _id: account }, { $set: { rotated_at: LONG_AGO } });
    assert.equal(await look(1), 1);
    assert.deepEqual(await statesOf(key), ['previous', 'current', 'pending'], 'it goes on to the next version');
    assert.deepEqual((await plans()).at(-1)?.selector.resource_ids, [account]);
  });

  it('are told of where accounts lack the version of the last rotation still', async () => {
    await rotateEvery(30, 2);
    const key = await addKey();
    const behind = await addAccount(key, LATELY);
    await addAccount(key, LONG_AGO, { holds: 2 });
    const told = () => models().operationalEvents.find().sort({ _id: 1 }).lean();
    await addPendingVersion(key);
    assert.equal(await look(), 1);
    assert.deepEqual((await plans()).at(-1)?.selector.resource_ids, [behind]);
    const [event, ...others] = await told();
    assert.equal(others.length, 0);
    assert.deepEqual([event?.level, event?.code, event?.scope_id, event?.source], ['warn', 'left_behind', 1, 'api']);
    assert.deepEqual(event?.attributes, { ssh_key_id: key, version: 2, accounts: 1 });
    assert.match(event?.message ?? '', new RegExp(`SSH key ${key} .* version 2 .* 1 of its accounts`));
    assert.equal(await look(1), 0);
    assert.equal((await told()).length, 1, 'not while a rotation is under way');
  });

  it('wait six hours from the end of the last rotation, however long it had waited itself', async () => {
    await rotateEvery(30, 2);
    const key = await addKey();
    await addAccount(key, LONG_AGO);
    assert.equal(await look(), 1);
    const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);
    const [{ job_id } = { job_id: 0 }] = await plans();
    const preflight = { status: 'succeeded', ended_at: at(0), created_at: at(0), result: { run_job_id: 900 } };
    await models().jobs.updateOne({ _id: job_id }, { $set: preflight });
    const canceled = { status: 'canceled', cancel_requested: true, created_at: at(0), ended_at: at(20) };
    await insert('jobs', { _id: 900, organization_id: 1, operation: 'bulk_rotate', ...canceled });
    assert.equal(await look(21), 0, 'somebody has canceled it an hour ago');
    assert.equal(await look(25), 0);
    assert.equal(await look(27), 1);
  });

  it('are not held up by a sweep, nor hold up one, whatever the actor is called', async () => {
    await rotateEvery(30, 2);
    const sweep = { operation: 'bulk_rotate', actor: { type: 'system', name: 'SSH key rotation schedule' } };
    const bulk = { plan_id: 800, waiting_until: null };
    await insert('jobs', { _id: 900, organization_id: 1, status: 'running', ended_at: null, ...sweep, bulk });
    const key = await addKey();
    const account = await addAccount(key, LONG_AGO);
    const alone = await addAccount(null, LONG_AGO);
    const named = async () => (await plans()).map(({ selector }) => selector.resource_ids);
    assert.equal(await look(), 1);
    assert.deepEqual(await named(), [[account]], 'a sweep is at work');
    await models().jobs.deleteOne({ _id: 900 });
    await models().jobs.updateMany({}, { $set: { 'actor.name': 'rotation schedule' } });
    assert.equal(await look(1), 1);
    assert.deepEqual(await named(), [[account], [alone]], 'the plan of the key is being made');

    const [ofKey, ofSweep] = await plans();
    const ended = { status: 'succeeded', ended_at: new Date(NOW.getTime() + HOUR_MS) };
    await models().jobs.updateMany({}, { $set: ended });
    const run = { status: 'running', ended_at: null, operation: 'bulk_rotate', actor: { type: 'system' } };
    await insert('jobs', { _id: 901, organization_id: 1, ...run, bulk: { ...bulk, plan_id: ofKey?._id } });
    assert.equal(await look(2), 1);
    assert.deepEqual((await named()).at(-1), [alone], 'the key is being rotated');
    await models().jobs.updateMany({ _id: { $ne: 901 } }, { $set: ended });
    await models().jobs.updateOne({ _id: 901 }, { $set: { 'bulk.plan_id': ofSweep?._id } });
    assert.equal(await look(3), 0, 'the sweep is carried out');
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
