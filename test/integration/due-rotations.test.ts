/** Rotations that are due by policy become one sweep of an organization, by a clock that the test holds. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { cancelQueued, loadBulkJob } from '../../activities/bulk/bulk-job.ts';
import { concludeBulk } from '../../activities/bulk/conclude-bulk.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { requestDueRotations } from '../../api/dispatch/due-rotations.ts';
import { bulkOptionsOf } from '../../domain/bulk-options.ts';
import { rotationDueAt } from '../../domain/rotation-schedule.ts';
import type { CredentialCustody } from '../../store/models/credential.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import { newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { silentLogger } from '../support/ledger.ts';
import { bindPolicy } from '../support/preflights.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const INTERVAL = 30;
const [LONG_AGO, LATELY] = [daysAgo(100), daysAgo(1)];

const NO_LIMITS = {
  canary: 0,
  failure_budget: { count: null, percent: null, wave_percent: null, per_device: null },
} as const;
const SCHEDULE = {
  type: 'system',
  id: null,
  name: 'rotation schedule',
  organization_id: null,
  authentication: 'none',
  address: null,
} as const;
const NO_DEPENDENCIES = { measureJob: () => undefined } as unknown as Dependencies;

function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * DAY_MS);
}

function tracked(created_at: Date) {
  return { created_at, updated_at: created_at, revision: 1, last_event_id: 'evt_test' };
}

describe('rotations that are due by policy', () => {
  let database: Database;

  before(async () => {
    database = await startDatabase();
  });
  after(() => database.stop());

  const models = () => database.store.models;
  const look = (minutesLater = 0) =>
    requestDueRotations({
      store: database.store,
      logger: silentLogger(),
      now: new Date(NOW.getTime() + minutesLater * MINUTE_MS),
    });

  beforeEach(async () => {
    const client = database.store.connection.getClient();
    const collections = await client.db().collections();
    await Promise.all(collections.map((collection) => collection.deleteMany({})));
    const organizations = client.db().collection<{ _id: number }>('organizations');
    await organizations.insertOne({ _id: 1, ...{ name: 'default', status: 'active' }, ...tracked(LONG_AGO) });
    const root = { organization_id: 1, name: 'all', parent_id: null, ancestors: [] };
    const below = { organization_id: 1, name: 'below', parent_id: 1, ancestors: [1] };
    await models().scopes.create([
      { _id: 1, ...root, ...tracked(LONG_AGO) },
      { _id: 2, ...below, ...tracked(LONG_AGO) },
    ]);
    await addDevice(1, 'active');
  });

  async function addDevice(_id: number, status: 'active' | 'inactive'): Promise<void> {
    const at = {
      public_id: `dev_${_id}`,
      organization_id: 1,
      scope_id: 1,
      name: `device ${_id}`,
      kind: 'postgres',
    } as const;
    const reached = { address: '127.0.0.1', port: 5432, trust: { kind: 'loopback_plaintext' } } as const;
    await models().devices.create({ _id, ...at, ...reached, status, ...tracked(LONG_AGO) });
  }

  type Fields = Partial<Pick<ResourceDocument, 'scope_id' | 'device_id' | 'status' | 'rotated_at' | 'created_at'>> & {
    /** When its credential was; null: it has none. */
    readonly credentialAt?: Date | null;
  };

  /** The first of `count` resources; they are as good as ones that the API has made, for whoever looks for due ones. */
  async function addResources(count: number, { credentialAt = LONG_AGO, ...fields }: Fields = {}): Promise<number[]> {
    const ids = await Promise.all(Array.from({ length: count }, () => database.store.nextId('resource')));
    const db = database.store.connection.getClient().db();
    const resource = { organization_id: 1, scope_id: 2, device_id: 1, platform_id: 1, type: 'postgres_role' };
    const state = { status: 'verified', reconcile_resource_id: null, rotated_at: LONG_AGO, ...tracked(LONG_AGO) };
    await db
      .collection<{ _id: number }>('resources')
      .insertMany(ids.map((_id) => ({ _id, name: `resource ${_id}`, ...resource, ...state, ...fields })));
    if (credentialAt === null) return ids;
    const credential = { organization_id: 1, status: 'active', ...tracked(credentialAt) };
    await db
      .collection<{ _id: number }>('credentials')
      .insertMany(ids.map((_id) => ({ _id, resource_id: _id, ...credential })));
    await db
      .collection<{ _id: string }>('credential_versions')
      .insertMany(ids.map((_id) => ({ _id: `${_id}:1`, credential_id: _id, version: 1, state: 'current' })));
    return ids;
  }

  async function addResource(fields: Fields = {}): Promise<number> {
    const [id] = await addResources(1, fields);
    return id ?? 0;
  }

  const rotateEvery = (days: number, id = 1, type: 'scope' | 'resource' = 'scope') =>
    bindPolicy(database.store, { rotation_interval_days: days }, { type, id });

  async function sweeps(): Promise<PlanDocument[]> {
    return models().plans.find().sort({ _id: 1 }).lean<PlanDocument[]>();
  }

  async function swept(): Promise<readonly number[]> {
    const [plan, ...others] = await sweeps();
    assert.equal(others.length, 0);
    return plan?.selector.resource_ids ?? [];
  }

  /** As if everything of a sweep had ended. */
  async function endSweep(status: 'succeeded' | 'canceled', at: Date): Promise<void> {
    const cancel_requested = status === 'canceled';
    await models().jobs.updateMany({ ended_at: null }, { $set: { status, cancel_requested, ended_at: at } });
  }

  it('become one job and plan, in the name of Capstan, with a record of the intent, however many look', async () => {
    await rotateEvery(INTERVAL);
    const id = await addResource();
    const counts = await Promise.all([look(), look(), look(), look()]);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      1,
    );
    const [plan, ...plans] = await sweeps();
    const [job, ...jobs] = await models().jobs.find().lean<JobDocument[]>();
    assert.ok(plan && job && plans.length === 0 && jobs.length === 0);
    assert.deepEqual(
      [plan.job_id, plan.operation, plan.status, plan.runs_by_itself, plan.scope_id, plan.selector.resource_ids],
      [job._id, 'rotate', 'preparing', true, 1, [id]],
    );
    assert.deepEqual(
      [job.operation, job.status, job.dispatch, job.actor.type, job.actor.name, job.reason, job.input],
      [
        'bulk_preflight',
        'queued',
        'accepted',
        'system',
        'rotation schedule',
        'due by policy: rotation_interval_days',
        { plan_id: plan._id },
      ],
    );
    const record = await database.store.auditCollection().findOne({ job_id: job._id });
    assert.deepEqual(
      [record?._id, record?.operation, record?.status, record?.permission, record?.change],
      [job.last_event_id, 'bulk.preflight', 'intended', null, `plan ${plan._id}: 1 resources`],
    );
  });

  it('are counted from the last rotation, else from the credential, under the nearest policy', async () => {
    await rotateEvery(INTERVAL);
    const rotated = await addResource({ rotated_at: LONG_AGO });
    await addResource({ rotated_at: LATELY });
    const never = await addResource({ rotated_at: null });
    await addResource({ rotated_at: null, credentialAt: LATELY });
    const seldom = await addResource();
    await rotateEvery(365, seldom, 'resource');
    const often = await addResource({ rotated_at: daysAgo(8) });
    await rotateEvery(7, often, 'resource');
    const atRoot = await addResource({ scope_id: 1, rotated_at: daysAgo(31) });
    assert.equal(await look(), 1);
    assert.deepEqual(new Set(await swept()), new Set([rotated, never, often, atRoot]));
  });

  it('come at their time of the last tenth of the interval, each resource at its own', async () => {
    await rotateEvery(INTERVAL);
    const ids = await addResources(40, { rotated_at: daysAgo(28.5) });
    const due = ids.filter((id) => rotationDueAt(id, daysAgo(28.5), INTERVAL) <= NOW);
    assert.ok(due.length > 5 && due.length < 35, `${due.length} of them are due`);
    await look();
    assert.deepEqual(new Set(await swept()), new Set(due));
  });

  it('leave out what cannot be rotated, is worked on, or was tried in vain lately', async () => {
    await rotateEvery(INTERVAL);
    await addDevice(2, 'inactive');
    await addResource({ status: 'inactive' });
    await addResource({ device_id: 2 });
    await addResource({ credentialAt: null });
    const [busy, failed, failedBefore, failedByHand, blocked, fine] = (await addResources(6)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 60 * MINUTE_MS);
    const item = async (jobId: number, resource: number, status: 'queued' | 'failed', ended_at: Date | null) => {
      const ids = { _id: `${jobId}:${resource}`, organization_id: 1, job_id: jobId, resource_id: resource };
      await models().jobItems.create({ ...ids, status, ended_at });
    };
    const job = async (_id: number, type: 'system' | 'user') => {
      const jobs = database.store.connection.getClient().db().collection<{ _id: number }>('jobs');
      const fields = {
        organization_id: 1,
        operation: 'bulk_rotate',
        status: 'failed',
        actor: { type },
        ended_at: hoursAgo(1),
      };
      await jobs.insertOne({ _id, ...fields });
    };
    await job(901, 'system');
    await job(902, 'user');
    await item(903, busy, 'queued', null);
    await item(901, failed, 'failed', hoursAgo(5));
    await item(901, failedBefore, 'failed', hoursAgo(7));
    await item(902, failedByHand, 'failed', hoursAgo(1));
    const db = database.store.connection.getClient().db();
    const plan = { organization_id: 1, job_id: 0, runs_by_itself: true, status: 'ready', created_at: hoursAgo(2) };
    await db.collection<{ _id: number }>('plans').insertOne({ _id: 9, ...plan });
    const planned = { plan_id: 9, resource_id: blocked, position: 1, verdict: 'blocked' };
    await db.collection<{ _id: string }>('plan_items').insertOne({ _id: `9:${blocked}`, ...planned });
    assert.equal(await look(), 1);
    const made = await models()
      .plans.findOne({ _id: { $ne: 9 } })
      .lean<PlanDocument>();
    assert.deepEqual(new Set(made?.selector.resource_ids), new Set([failedBefore, failedByHand, fine]));
  });

  it('leave out what somebody has checked out, or what is rotated after that, and not what was only asked for', async () => {
    await rotateEvery(INTERVAL);
    const [held, turning, asked] = [await addResource(), await addResource(), await addResource()];
    const custodyIs = (resource_id: number, custody: CredentialCustody) =>
      models().credentials.updateOne({ resource_id }, { $set: { custody } });
    await custodyIs(held, { holders: [12], exclusive: true, turning_due: false });
    await custodyIs(turning, { holders: [], exclusive: false, turning_due: true });
    const jobs = database.store.connection.getClient().db().collection<{ _id: number }>('jobs');
    await jobs.insertOne({ _id: 901, ...{ organization_id: 1, operation: 'checkout', status: 'awaiting_approval' } });
    const item = { organization_id: 1, job_id: 901, resource_id: asked, status: 'queued' } as const;
    await models().jobItems.create({ _id: `901:${asked}`, ...item });
    await look();
    assert.deepEqual(await swept(), [asked]);
  });

  it('wait for their window, and are prepared shortly before it opens', async () => {
    await rotateEvery(INTERVAL);
    const [later, soon] = [await addResource(), await addResource()];
    const window = (start: string, end: string) =>
      ({ maintenance_windows: [{ days: ['sun'], start, end, time_zone: 'UTC' }] }) as const;
    // The day is a Sunday.
    await bindPolicy(database.store, window('14:00', '15:00'), { type: 'resource', id: later });
    await bindPolicy(database.store, window('12:30', '13:30'), { type: 'resource', id: soon });
    await look();
    assert.deepEqual(await swept(), [soon]);
  });

  it('come in one sweep at a time, every quarter of an hour, and not at once after somebody has canceled one', async () => {
    await rotateEvery(INTERVAL);
    await addResource();
    assert.equal(await look(), 1);
    assert.equal(await look(14), 0);
    assert.equal(await look(16), 0, 'one is under way');
    await endSweep('succeeded', NOW);
    assert.equal(await look(20), 0, 'it was looked at lately');
    assert.equal(await look(32), 1);
    await endSweep('canceled', new Date(NOW.getTime() + 33 * MINUTE_MS));
    assert.equal(await look(60), 0, 'somebody has canceled one');
    assert.equal(await look(33 + 6 * 60 + 1), 1);
  });

  it('do not come at once after one was canceled of which something was done already', async () => {
    await rotateEvery(INTERVAL);
    const [done, left] = [await addResource(), await addResource()];
    assert.equal(await look(), 1);
    await endSweep('succeeded', NOW);
    const jobId = await beginSweepOf([done, left]);
    const { jobs, jobItems } = models();
    await jobItems.updateOne({ job_id: jobId, resource_id: done }, { $set: { status: 'succeeded', ended_at: NOW } });
    await jobs.updateOne({ _id: jobId }, { $set: { cancel_requested: true } });
    const job = await loadBulkJob(database.store, { jobId, organizationId: 1 });
    await cancelQueued(database.store, job);
    await concludeBulk({ ...NO_DEPENDENCIES, store: database.store }, job);
    const ended = await jobs.findById(jobId).lean();
    assert.equal(ended?.status, 'completed_with_errors');
    // By the clock of the test.
    await jobs.updateOne({ _id: jobId }, { $set: { ended_at: new Date(NOW.getTime() + 15 * MINUTE_MS) } });
    assert.equal(await look(16), 0, 'somebody has canceled it');
    assert.equal(await look(6 * 60 + 14), 0);
    assert.equal(await look(6 * 60 + 30), 1);
  });

  /** As a worker has begun with it, of which nothing has come yet. */
  async function beginSweepOf(resourceIds: readonly number[]): Promise<number> {
    const _id = await database.store.nextId('job');
    const options = bulkOptionsOf({}, { limits: NO_LIMITS, resources: resourceIds.length, earlier: null });
    const job = newBulkJob({
      ...{ jobId: _id, organizationId: 1, scopeId: 1, operation: 'bulk_rotate', planId: 1, isHeld: false },
      ...{ resources: resourceIds.length, run: { options, retry: null }, now: NOW, eventId: 'evt_test' },
      ...{ actor: SCHEDULE, reason: null, ticketId: null, correlationId: 'evt_test', traceId: null },
    });
    await models().jobs.create({ ...job, status: 'running', started_at: NOW, bulk: { ...job.bulk, wave: 1 } });
    const item = { organization_id: 1, job_id: _id, status: 'queued' } as const;
    await models().jobItems.create(
      resourceIds.map((id, at) => ({ _id: `${_id}:${id}`, resource_id: id, bulk: { position: at + 1 }, ...item })),
    );
    return _id;
  }

  it('go on beside a sweep that stands still, of which its organization is told once a turn while it is paused', async () => {
    await rotateEvery(INTERVAL);
    const [standing, fresh, later] = [await addResource(), await addResource(), await addResource({ scope_id: 1 })];
    await models().resources.updateMany({ _id: { $in: [fresh, later] } }, { $set: { rotated_at: LATELY } });
    assert.equal(await look(), 1);
    await endSweep('succeeded', NOW);
    const run = {
      organization_id: 1,
      operation: 'bulk_rotate',
      actor: { type: 'system' },
      scope_id: 1,
      ended_at: null,
    };
    const counts = { queued: 1, succeeded: 0, failed: 4, unknown: 0, canceled: 0 };
    const jobs = database.store.connection.getClient().db().collection<{ _id: number; status: string }>('jobs');
    const said = { correlation_id: 'evt_of_a_sweep', bulk: { counts, paused: null, waiting_until: null } };
    await jobs.insertOne({ _id: 900, ...run, ...said, status: 'running' });
    await models().jobItems.create({
      _id: `900:${standing}`,
      organization_id: 1,
      job_id: 900,
      resource_id: standing,
      status: 'queued',
    });
    const stand = (fields: object) => jobs.updateOne({ _id: 900 }, { $set: fields });
    const due = (id: number) => models().resources.updateOne({ _id: id }, { $set: { rotated_at: LONG_AGO } });
    const told = () => models().operationalEvents.find().sort({ _id: 1 }).lean();
    const lastSwept = async () => (await sweeps()).at(-1)?.selector.resource_ids;

    await due(fresh);
    assert.equal(await look(16), 0, 'one is at work');
    await stand({ 'bulk.waiting_until': new Date(NOW.getTime() + 33 * MINUTE_MS) });
    assert.equal(await look(32), 1, 'it waits for its window');
    assert.deepEqual(await lastSwept(), [fresh]);
    await models().jobs.updateMany({ _id: { $ne: 900 } }, { $set: { status: 'succeeded', ended_at: NOW } });
    await due(later);
    assert.equal(await look(48), 0, 'its window has come');
    assert.deepEqual(await told(), []);

    await stand({ status: 'paused', 'bulk.waiting_until': null, 'bulk.paused': { kind: 'failure_budget' } });
    assert.equal(await look(64), 1);
    assert.deepEqual(new Set(await lastSwept()), new Set([fresh, later]), 'nothing is left to do of the others');
    assert.equal(await look(65), 0);
    const [event, ...others] = await told();
    assert.equal(others.length, 0, 'once a turn');
    assert.deepEqual([event?.level, event?.job_id, event?.code, event?.source], ['warn', 900, 'failure_budget', 'api']);
    assert.match(event?.message ?? '', /Job 900, .* stands paused with 1 resources left: resume or cancel it/);
    assert.equal(await look(80), 0, 'the other one is at work');
    assert.equal((await told()).length, 2);
  });

  it('are asked for by active policies of active organizations alone', async () => {
    const binding = await rotateEvery(INTERVAL);
    await addResource();
    await models().policies.updateOne({ _id: binding }, { $set: { status: 'inactive' } });
    assert.equal(await look(), 0);
    await models().policies.updateOne({ _id: binding }, { $set: { status: 'active' } });
    await models().organizations.updateOne({ _id: 1 }, { $set: { status: 'inactive' } });
    assert.equal(await look(), 0);
    assert.equal(await models().rotationSweeps.countDocuments(), 0);
    await models().organizations.updateOne({ _id: 1 }, { $set: { status: 'active' } });
    assert.equal(await look(), 1);
  });

  it('are bounded in number, the longest due first', async () => {
    await rotateEvery(INTERVAL);
    const recent = await addResources(20, { rotated_at: daysAgo(31) });
    const old = await addResources(5_000);
    await look();
    const ids = await swept();
    assert.equal(ids.length, 5_000);
    assert.deepEqual(new Set(ids), new Set(old));
    assert.ok(recent.every((id) => !ids.includes(id)));
  });
});
