/** Jobs by a plan against a real PostgreSQL, through Temporal and a worker process. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { BulkNext } from '../../activities/bulk/contract.ts';
import { nextWave } from '../../activities/bulk/next-wave.ts';
import type { Stamped } from '../../activities/contract.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { Secret } from '../../domain/secret.ts';
import type { JobDocument, JobItemDocument } from '../../store/models/job.ts';
import type { JobRow } from '../../store/models/reporting.ts';
import { BulkEstate, type ManagedRole } from '../support/bulk-estate.ts';
import { assertAllLogIn } from '../support/bulk-outcome.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { bindPolicy } from '../support/preflights.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { until } from '../support/until.ts';

const FOR_AN_HOUR = () => ({ from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 3_600_000) });

describe('a job by a plan', () => {
  let engines: Engines;
  let estate: Estate;
  let bulk: BulkEstate;
  let target: PostgresTarget;
  let worker: RoleProcess;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    estate = await Estate.open(engines);
    bulk = await BulkEstate.over(estate);
    await startWorker();
  });

  async function startWorker(): Promise<void> {
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  }

  after(async () => {
    await worker.stop();
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  const idsOf = (roles: readonly ManagedRole[]) => roles.map(({ resource }) => resource);

  async function rolesAt(count: number, how: Parameters<PostgresTarget['register']>[1] = {}) {
    const at = await target.register(estate, how);
    return bulk.addRoles(target, count, at);
  }

  /** Rotations of each item that have reached the target: the first version is what the role was registered with. */
  async function versionsOf({ resource }: ManagedRole): Promise<number> {
    return (await estate.secrets(resource)).length;
  }

  async function breakPassword(role: ManagedRole): Promise<void> {
    await target.setPassword(role.username, new Secret('changed behind the back'));
  }

  /** As the role was registered, or as its last rotation left it. */
  async function mendPassword(role: ManagedRole): Promise<void> {
    const current = (await estate.secrets(role.resource)).find(({ state }) => state === 'current');
    assert.ok(current);
    await target.setPassword(role.username, current.secret);
  }

  for (const changeBy of ['self', 'reconcile_account'] as const) {
    it(`rotates many by ${changeBy}: canary, waves, and every one logs in with its stored password`, async () => {
      const roles = await rolesAt(60, { changeBy, reconcile: changeBy === 'reconcile_account' });
      const plan = await bulk.plan('rotate', idsOf(roles));
      const job = await bulk.ended(await bulk.request('rotate', plan, { canary: 5, wave_size: 30 }));
      assert.equal(job.status, 'succeeded', JSON.stringify(await bulk.items(job._id)));
      assert.deepEqual(job.bulk?.counts, { queued: 0, succeeded: 60, failed: 0, unknown: 0, canceled: 0 });
      const items = await bulk.items(job._id);
      assert.deepEqual(
        [1, 2, 3].map((wave) => items.filter((item) => item.bulk?.wave === wave).length),
        [5, 30, 25],
      );
      await assertAllLogIn(estate, target, roles);
      assert.deepEqual(new Set(await Promise.all(roles.map(versionsOf))), new Set([2]));
    });
  }

  it('leaves one record of the intent and one of the end for each, where the resource lies', async () => {
    const roles = await rolesAt(3);
    const { _id } = await bulk.ended(await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles))));
    const records = await estate.store.models.auditRecords.find({ job_id: _id }).sort({ _id: 1 }).lean();
    const ofJob = records.filter(({ target_type }) => target_type === 'job').map(({ operation }) => operation);
    assert.deepEqual(ofJob, ['bulk.rotate.begin', 'bulk.rotate.wave', 'bulk.rotate']);
    for (const { resource } of roles) {
      const own = records.filter(({ resource_id }) => resource_id === resource);
      assert.deepEqual(
        own.map(({ operation, status }) => `${operation} ${status}`),
        ['rotate.apply intended', 'rotate succeeded'],
      );
    }
  });

  it('verifies many, and says of each what is wrong with it', async () => {
    const roles = await rolesAt(20);
    const [broken] = roles;
    assert.ok(broken);
    await breakPassword(broken);
    const job = await bulk.ended(await bulk.request('verify', await bulk.plan('verify', idsOf(roles))));
    assert.equal(job.status, 'completed_with_errors');
    const items = await bulk.items(job._id);
    const failed = items.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ resource_id, code, effect }) => ({ resource_id, code, effect })),
      [{ resource_id: broken.resource, code: 'credential_invalid', effect: 'none' }],
    );
    const resource = await estate.store.models.resources.findById(broken.resource).lean();
    assert.equal(resource?.status, 'out_of_sync');
    const credential = await estate.store.models.credentials.findOne({ resource_id: broken.resource }).lean();
    assert.equal(credential?.failed_logins.length, 1);
    assert.equal(credential?.open_logins.length, 0);
  });

  /** On record, and so in reports: the job stands still by what has failed, and how its resources stand. */
  async function tellsPause({ _id, status, bulk: state, resource_count }: JobDocument): Promise<void> {
    const { auditRecords, reportJobs } = estate.store.models;
    const [record, ...others] = await auditRecords.find({ job_id: _id, operation: 'bulk.rotate.paused' }).lean();
    assert.deepEqual([record?.code, others.length], ['failure_budget', 0]);
    assert.ok(state?.paused && record?.change?.endsWith(state.paused.detail), record?.change ?? 'no words');
    const row = await until('reports to tell of the pause', async () => {
      const told = await reportJobs.findById(_id).lean<JobRow>();
      return told?.status === status ? told : undefined;
    });
    assert.deepEqual(row.resources, state.counts);
    assert.equal(row.resource_count, resource_count);
  }

  it('pauses where too many fail, and finishes once they are mended and it is resumed', async () => {
    const roles = await rolesAt(60);
    const broken = roles.filter((_, at) => at % 3 === 0);
    for (const role of broken) await breakPassword(role);
    const plan = await bulk.plan('rotate', idsOf(roles));
    const jobId = await bulk.request('rotate', plan, {
      wave_size: 20,
      failure_budget: { count: null, percent: null, wave_percent: 20, per_device: null },
    });
    const paused = await bulk.paused(jobId);
    assert.equal(paused.bulk?.paused?.kind, 'failure_budget');
    assert.ok((paused.bulk?.counts.queued ?? 0) > 0, 'it has stopped before the end');
    await tellsPause(paused);
    for (const role of broken) await mendPassword(role);
    await bulk.resume(jobId);
    const job = await bulk.ended(jobId);
    assert.equal(job.status, 'completed_with_errors');
    assert.equal(job.bulk?.counts.queued, 0);
    // What had failed before is done again by a job of its own.
    const retry = await bulk.ended(await bulk.request('rotate', plan, {}, jobId));
    assert.equal(retry.status, 'succeeded', JSON.stringify(await bulk.items(retry._id)));
    assert.equal(retry.resource_count, job.bulk?.counts.failed);
    await assertAllLogIn(estate, target, roles);
  });

  it('ends, and stands still for nobody, where the last that is left is one failure too many', async () => {
    const roles = await rolesAt(3);
    for (const role of roles) await breakPassword(role);
    const none = { count: 0, percent: null, wave_percent: null, per_device: null };
    const plan = await bulk.plan('verify', idsOf(roles));
    const job = await bulk.ended(await bulk.request('verify', plan, { failure_budget: none }));
    assert.deepEqual([job.status, job.bulk?.counts.failed], ['failed', 3]);
  });

  it('goes no further than the canary where one of it fails', async () => {
    const roles = await rolesAt(12);
    const [first] = roles;
    assert.ok(first);
    await breakPassword(first);
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)), { canary: 2 });
    const paused = await bulk.paused(jobId);
    assert.equal(paused.bulk?.paused?.kind, 'canary');
    assert.deepEqual(paused.bulk?.counts, { queued: 10, succeeded: 1, failed: 1, unknown: 0, canceled: 0 });
    await bulk.resume(jobId);
    assert.equal((await bulk.ended(jobId)).bulk?.counts.succeeded, 11);
  });

  it('goes on with its canary after a pause for anything but that', async () => {
    const at = await target.register(estate);
    const roles = await bulk.addRoles(target, 12, at);
    const [first] = roles;
    assert.ok(first);
    await breakPassword(first);
    const failure_budget = { count: null, percent: null, wave_percent: null, per_device: 0 };
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)), { canary: 3, failure_budget });
    const { paused } = (await bulk.paused(jobId)).bulk ?? {};
    assert.ok(paused?.kind === 'failure_budget' && paused.device_id === at.device, JSON.stringify(paused));
    await bulk.resume(jobId);
    const job = await bulk.ended(jobId);
    assert.equal(job.bulk?.counts.succeeded, 11);
    assert.equal(job.bulk?.wave_size, 8, 'all but the one that failed and the three that have succeeded first');
  });

  it('stands still when it is asked to, and leaves nothing half-way when it is canceled', async () => {
    const roles = await rolesAt(40);
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)), { wave_size: 5 });
    await bulk.until('to have begun', jobId, ({ bulk: state }) => (state?.counts.succeeded ?? 0) > 0);
    await bulk.change(jobId, { 'bulk.pause_requested': true });
    const paused = await bulk.paused(jobId);
    assert.equal(paused.bulk?.paused?.kind, 'requested');
    const ref = {
      organizationId: 1,
      jobId,
      operation: 'bulk_rotate',
      correlationId: 'evt_test',
      round: 9_000,
    } as const;
    const look = () => nextWave({ store: estate.store } as unknown as Dependencies)(ref);
    const { result } = await new MockActivityEnvironment().run<[], Stamped<BulkNext>, typeof look>(look);
    assert.deepEqual(result, { state: 'wait', forMs: 600_000 });
    const told = await estate.store.models.jobSteps.countDocuments({ job_id: jobId, round: 9_000 });
    assert.equal(told, 0, 'a look that finds it as it was is no step');
    const { succeeded = 0, queued = 0 } = paused.bulk?.counts ?? {};
    assert.equal(succeeded + queued, 40);
    assert.ok(queued > 0);
    await bulk.change(jobId, { cancel_requested: true });
    const job = await bulk.ended(jobId);
    assert.deepEqual(job.bulk?.counts, { queued: 0, succeeded, failed: 0, unknown: 0, canceled: queued });
    const pending = await estate.store.models.credentialVersions.countDocuments({ state: 'pending' });
    assert.equal(pending, 0);
    await assertAllLogIn(estate, target, roles);
  });

  it('refuses what is not as it was planned, and leaves alone what others have until they are done', async () => {
    const roles = await rolesAt(6);
    const [drifted, held, checkedOut] = roles;
    assert.ok(drifted && held && checkedOut);
    const custodyIs = (...holders: number[]) => {
      const custody = { holders, exclusive: holders.length > 0, turning_due: false };
      const { credentials } = estate.store.models;
      return credentials.updateOne({ resource_id: checkedOut.resource }, { $set: { custody } });
    };
    const plan = await bulk.plan('rotate', idsOf(roles));
    assert.equal((await estate.run('rotate', drifted.resource)).job.status, 'succeeded');
    const release = await holdLease(held.resource);
    await custodyIs(77);
    const jobId = await bulk.request('rotate', plan);
    const putOff = ({ bulk: state }: JobItemDocument) => (state?.busy_since ?? null) !== null;
    await until(
      'what others have to be put off',
      async () => (await bulk.items(jobId)).filter(putOff).length === 2 || undefined,
    );
    const waits = { job_id: jobId, step: 'wave', outcome: 'waiting' } as const;
    await until('the job to wait', async () => (await estate.store.models.jobSteps.exists(waits)) ?? undefined);
    assert.equal((await bulk.job(jobId)).bulk?.waiting_until, null, 'that is no wait for a window');
    const waiting = await bulk.items(jobId);
    const waitOf = ({ resource }: ManagedRole) =>
      waiting.find(({ resource_id }) => resource_id === resource)?.waits_for;
    assert.deepEqual([waitOf(held)?.reason, waitOf(held)?.job_id], ['resource', 1_000_000]);
    assert.deepEqual([waitOf(checkedOut)?.reason, waitOf(checkedOut)?.check_out_id], ['check_out', 77]);
    await release();
    await custodyIs();
    const job = await bulk.ended(jobId);
    const items = await bulk.items(job._id);
    const failed = items.filter(({ status }) => status !== 'succeeded');
    assert.deepEqual(
      failed.map(({ resource_id, code }) => ({ resource_id, code })),
      [{ resource_id: drifted.resource, code: 'plan_drifted' }],
    );
    await assertAllLogIn(estate, target, roles);
  });

  /** As a job of its own would hold it. */
  async function holdLease(resource: number): Promise<() => Promise<void>> {
    const { leases } = estate.store.models;
    const expires_at = new Date(Date.now() + 300_000);
    const held = { token: 1, job_id: 1_000_000, device_id: null, slot: null, expires_at };
    await leases.updateOne({ _id: resource }, { $set: held }, { upsert: true });
    return async () => void (await leases.updateOne({ _id: resource }, { $set: { job_id: null } }));
  }

  it('is not held up by a device that never answers', async () => {
    const silent = await startSilentServer();
    const timeouts = { connect_ms: 500, operation_ms: 15_000, settle_ms: 20_000 };
    const at = await target.register(estate, { port: silent.port, platform: { timeouts } });
    const stuck = await bulk.addRoles(target, 160, at);
    const roles = await rolesAt(8);
    const order = [...stuck.slice(0, 80), ...roles.slice(0, 4), ...stuck.slice(80), ...roles.slice(4)];
    const jobId = await bulk.request('verify', await bulk.plan('verify', idsOf(order)));
    const { bulk: seen } = await bulk.until('to do what it can', jobId, (job) => job.bulk?.counts.succeeded === 8);
    assert.ok((seen?.counts.failed ?? 160) < 40, `${seen?.counts.failed} had to fail first`);
    await bulk.change(jobId, { cancel_requested: true });
    await bulk.ended(jobId);
    await silent.close();
  });

  it('works on no more at once than the device, and over all devices the platform, allow', async () => {
    const platform = { max_parallel_per_device: 3, max_parallel: 3 };
    const one = await target.register(estate, { platform });
    const other = await target.register(estate);
    const roles = [
      ...(await bulk.addRoles(target, 6, one)),
      ...(await bulk.addRoles(target, 6, { device: other.device, platform: one.platform })),
    ];
    const plan = await bulk.plan('rotate', idsOf(roles));
    const release = await target.holdRoles();
    const jobId = await bulk.request('rotate', plan);
    await until('changes to wait for the roles', async () => (await target.waiting()) >= 3 || undefined);
    const { leases } = estate.store.models;
    const slots = await leases.find({ slot: { $ne: null } }).lean();
    const on = (place: number) => slots.filter(({ device_id }) => device_id === place).length;
    assert.ok(on(one.device) <= 2 && on(other.device) <= 2, 'each device has a slot left for single operations');
    assert.equal(on(-one.platform), 3);
    assert.equal(await target.waiting(), 3);
    await release();
    assert.equal((await bulk.ended(jobId)).status, 'succeeded');
    assert.equal(await leases.countDocuments({ slot: { $ne: null } }), 0);
    await assertAllLogIn(estate, target, roles);
  });

  it('works on no more of a device at once than policies and the job itself allow', async () => {
    const [ruled, asked] = [await target.register(estate), await target.register(estate)];
    const byRule = await bulk.addRoles(target, 4, ruled);
    const byOption = await bulk.addRoles(target, 4, asked);
    for (const { resource: id } of byRule) {
      await bindPolicy(estate.store, { max_parallel_per_device: 3 }, { type: 'resource', id });
    }
    const plans = [await bulk.plan('rotate', idsOf(byRule)), await bulk.plan('rotate', idsOf(byOption))] as const;
    const release = await target.holdRoles();
    const jobs = [
      await bulk.request('rotate', plans[0]),
      await bulk.request('rotate', plans[1], { max_parallel_per_device: 2 }),
    ];
    await until('changes to wait for the roles', async () => (await target.waiting()) >= 3 || undefined);
    const slots = await estate.store.models.leases.find({ slot: { $ne: null } }).lean();
    const on = (place: number) => slots.filter(({ device_id }) => device_id === place).length;
    assert.deepEqual([on(ruled.device), on(asked.device)], [2, 1], 'of 3 the two that are not kept, of 2 the one');
    assert.equal(await target.waiting(), 3);
    // The rest would wait for its places; what is at work is brought to its end.
    for (const jobId of jobs) await bulk.change(jobId, { cancel_requested: true });
    await release();
    for (const jobId of jobs) assert.equal((await bulk.ended(jobId)).bulk?.counts.failed, 0);
    await assertAllLogIn(estate, target, [...byRule, ...byOption]);
  });

  it('makes way for a single operation on a device with one place, and goes on afterwards', async () => {
    const timeouts = { connect_ms: 10_000, operation_ms: 60_000, settle_ms: 60_000 };
    const at = await target.register(estate, { platform: { max_parallel_per_device: 1, timeouts } });
    const [single, ...roles] = await bulk.addRoles(target, 13, at);
    assert.ok(single);
    const plan = await bulk.plan('rotate', idsOf(roles));
    const release = await target.holdRoles();
    const jobId = await bulk.request('rotate', plan);
    await until('a change to wait for the roles', async () => (await target.waiting()) > 0 || undefined);
    const urgent = await estate.request('rotate', single.resource);
    // By its fifth try it has been waiting for several times as long as the batch takes to look who waits.
    const tries = { job_id: urgent, step: 'begin', outcome: 'waiting', round: 5 } as const;
    await until('it to have waited', async () => (await estate.store.models.jobSteps.exists(tries)) ?? undefined);
    const [waiting] = await bulk.items(urgent);
    assert.equal(waiting?.waits_for?.reason, 'device');
    await release();
    const { job, item } = await estate.ended(urgent);
    assert.deepEqual([job.status, item.waits_for], ['succeeded', null]);
    await bulk.until('to go on', jobId, ({ bulk: state }) => (state?.counts.succeeded ?? 0) > 4);
    const before = (await bulk.items(jobId)).filter(
      ({ ended_at }) => ended_at && item.ended_at && ended_at < item.ended_at,
    );
    assert.ok(before.length <= 2, `${before.length} of ${roles.length} went first`);
    await bulk.change(jobId, { cancel_requested: true });
    assert.equal((await bulk.ended(jobId)).bulk?.counts.failed, 0);
    const { placeWaits } = estate.store.models;
    // Whoever has ended the job forgets just afterwards that it has waited.
    await until(
      'nobody to wait',
      async () => (await placeWaits.exists({ device_id: at.device })) === null || undefined,
    );
    await assertAllLogIn(estate, target, [...roles, single]);
  });

  it('waits for the maintenance window, item by item, and goes on when policies open it earlier', async () => {
    const roles = await rolesAt(4);
    const [frozen] = roles;
    assert.ok(frozen);
    const plan = await bulk.plan('rotate', idsOf(roles));
    const thaw = await closeFor(frozen.resource);
    const jobId = await bulk.request('rotate', plan);
    const waiting = await bulk.until('to wait', jobId, ({ bulk: state }) => state?.waiting_until !== null);
    assert.deepEqual(waiting.bulk?.counts, { queued: 1, succeeded: 3, failed: 0, unknown: 0, canceled: 0 });
    assert.equal(await versionsOf(frozen), 1);
    const found = (await bulk.items(jobId)).map(({ waits_for }) => waits_for?.reason ?? null);
    assert.deepEqual(found.toSorted(), [null, null, null, 'window'].toSorted());
    await thaw();
    await bulk.wake(jobId);
    const { counts, pace_since } = (await bulk.ended(jobId)).bulk ?? {};
    assert.equal(counts?.succeeded, 4);
    assert.equal(pace_since?.ended, 3, 'its pace is told since it went on');
  });

  it('stops where its window ends, brings what is at work to its end, and goes on by itself at the next', async () => {
    const roles = await rolesAt(4);
    const plan = await bulk.plan('rotate', idsOf(roles));
    const release = await target.holdRoles();
    const jobId = await bulk.request('rotate', plan, { wave_size: 1 });
    await until('a change to wait for the roles', async () => (await target.waiting()) > 0 || undefined);
    const closesAt = new Date(Date.now() + 500);
    const opensAt = new Date(closesAt.getTime() + 4_000);
    for (const { resource } of roles) await closeFor(resource, { from: closesAt, until: opensAt });
    await until('the window to have ended', async () => new Date() > closesAt || undefined);
    await release();
    const job = await bulk.ended(jobId);
    assert.equal(job.status, 'succeeded');
    const [first, ...others] = (await bulk.items(jobId)).toSorted(
      (one, other) => (one.bulk?.wave ?? 0) - (other.bulk?.wave ?? 0),
    );
    assert.ok(first?.started_at && first.started_at < closesAt && first.ended_at && first.ended_at > closesAt);
    const early = others.filter(({ started_at }) => started_at === null || started_at < opensAt);
    assert.deepEqual(early, [], 'nothing is begun while it is closed');
    await assertAllLogIn(estate, target, roles);
  });

  for (const how of ['within ten minutes', 'once it is resumed'] as const) {
    it(`sees ${how} that a window has opened, also where nothing says that policies have changed`, async () => {
      const roles = await rolesAt(2);
      const plan = await bulk.plan('rotate', idsOf(roles));
      const thaws = await closeAll(roles);
      const jobId = await bulk.request('rotate', plan);
      await bulk.until('to wait', jobId, ({ bulk: state }) => state?.waiting_until !== null);
      for (const thaw of thaws) await thaw();
      const policy_epoch = (await estate.store.models.organizations.findById(1).lean())?.policy_epoch;
      await bulk.change(jobId, { 'bulk.windows_seen.policy_epoch': policy_epoch, 'bulk.pause_requested': true });
      await bulk.paused(jobId);
      if (how === 'once it is resumed') await bulk.resume(jobId);
      else {
        const { bulk: state } = await bulk.job(jobId);
        const goesOn = { status: 'running', 'bulk.pause_requested': false, 'bulk.paused': null };
        assert.ok(state?.windows_seen && state.windows_seen.until.getTime() <= Date.now() + 600_000);
        await bulk.change(jobId, { ...goesOn, 'bulk.windows_seen.until': new Date() });
      }
      assert.equal((await bulk.ended(jobId)).bulk?.counts.succeeded, 2);
    });
  }

  it('forms no waves of what has to wait for its window, and has not begun by then', async () => {
    const roles = await rolesAt(6);
    const plan = await bulk.plan('rotate', idsOf(roles));
    const thaws = await closeAll(roles);
    const jobId = await bulk.request('rotate', plan, { canary: 2, wave_size: 2 });
    const waiting = await bulk.until('to wait', jobId, ({ bulk: state }) => state?.waiting_until !== null);
    assert.deepEqual([waiting.bulk?.wave, waiting.bulk?.counts.queued], [0, 6]);
    assert.equal(await wavesOnRecord(jobId), 0);
    for (const thaw of thaws.slice(1)) await thaw();
    await bulk.wake(jobId);
    await bulk.until('to wait for the last', jobId, isAtTheLast);
    const { bulk: state } = await bulk.until('to wait again', jobId, ({ bulk: at }) => at?.waiting_until !== null);
    assert.deepEqual([state?.wave, await wavesOnRecord(jobId)], [3, 3], 'the canary, and two waves of the others');
    await bulk.change(jobId, { cancel_requested: true });
    assert.equal((await bulk.ended(jobId)).status, 'completed_with_errors');
  });

  it('tells its pace since its start, if that lay ahead', async () => {
    const roles = await rolesAt(2);
    const start_at = new Date(Date.now() + 2_000);
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)), { start_at });
    await bulk.until('to wait for its start', jobId, ({ bulk: state }) => state?.waiting_until !== null);
    const { pace_since } = (await bulk.ended(jobId)).bulk ?? {};
    assert.ok(pace_since && pace_since.at >= start_at && pace_since.ended === 0, JSON.stringify(pace_since));
  });

  const isAtTheLast = ({ bulk: state }: JobDocument) => state?.counts.queued === 1;

  const wavesOnRecord = (jobId: number) =>
    estate.store.models.auditRecords.countDocuments({ job_id: jobId, operation: 'bulk.rotate.wave' });

  /** The answers lift the blackouts one by one. */
  async function closeAll(roles: readonly ManagedRole[]): Promise<(() => Promise<void>)[]> {
    const thaws: (() => Promise<void>)[] = [];
    for (const { resource } of roles) thaws.push(await closeFor(resource));
    return thaws;
  }

  /** A blackout over the resource; the answer lifts it. */
  async function closeFor(resource: number, { from, until: end } = FOR_AN_HOUR()): Promise<() => Promise<void>> {
    await estate.freeze(resource);
    const { policies, policyBindings, organizations } = estate.store.models;
    const binding = await policyBindings.findOne({ target_type: 'resource', target_id: resource }).lean();
    const set = async (blackouts: object[]) => {
      if (binding) await policies.updateOne({ _id: binding.policy_id }, { $set: { rules: { blackouts } } });
      await organizations.updateOne({ _id: 1 }, { $inc: { policy_epoch: 1 } });
    };
    await set([{ from: from.toISOString(), until: end.toISOString(), note: null }]);
    return () => set([]);
  }

  it('gives what it has not sent yet to the next worker when it is told to stop', async () => {
    const roles = await rolesAt(300);
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)));
    await bulk.until('to have begun', jobId, ({ bulk: state }) => (state?.counts.succeeded ?? 0) > 0);
    await worker.stop();
    assert.ok(((await bulk.job(jobId)).bulk?.counts.queued ?? 0) > 0, 'it has stopped before the end');
    assert.equal(await estate.store.models.credentialVersions.countDocuments({ state: 'pending' }), 0);
    await startWorker();
    const job = await bulk.ended(jobId);
    assert.equal(job.status, 'succeeded');
    const items = await bulk.items(jobId);
    assert.ok(
      items.every(({ bulk: state }) => state?.handed === 0),
      'nothing was in doubt',
    );
    await assertAllLogIn(estate, target, roles);
  });

  it('hands what is in doubt to operations of their own, which settle it', async () => {
    const proxy = await startCuttingProxy(target.server.port);
    try {
      // One at a time, so that nothing else is on the line.
      const roles = await rolesAt(8, { port: proxy.port, platform: { max_parallel_per_device: 1 } });
      const release = await target.holdRoles();
      const jobId = await bulk.request('rotate', await bulk.plan('rotate', idsOf(roles)));
      await until('a change to wait for the roles', async () => (await target.waiting()) > 0 || undefined);
      // The change happens, and its answer is lost on the way.
      proxy.cutAfter({ fromServer: 0, once: true });
      await release();
      const job = await bulk.ended(jobId);
      const items = await bulk.items(jobId);
      assert.equal(job.status, 'succeeded', JSON.stringify(items));
      assert.ok(
        items.some(({ bulk: state }) => (state?.handed ?? 0) > 0),
        'something was handed on',
      );
      await assertAllLogIn(estate, target, roles);
      assert.deepEqual(new Set(await Promise.all(roles.map(versionsOf))), new Set([2]));
    } finally {
      await proxy.close();
    }
  });

  // Last: it puts another worker in the place of the one that the others have.
  it('is begun before the rest of what another organization has queued, and single operations wait for neither', async () => {
    const [single, ...roles] = idsOf(await rolesAt(86)) as [number, ...number[]];
    const own = Array.from({ length: 4 }, (_, at) => roles.slice(at * 20, (at + 1) * 20));
    const { jobSteps } = estate.store.models;
    const begun = (jobs: readonly number[]) =>
      jobSteps
        .find({ job_id: { $in: jobs }, step: 'work', resource_id: null })
        .sort({ started_at: 1 })
        .lean();
    const formed = (job_id: number) =>
      until(`the batches of job ${job_id}`, async () => (await jobSteps.exists({ job_id, step: 'wave' })) ?? undefined);
    await worker.stop();
    const gate = join(tmpdir(), `capstan-held-${randomUUID()}`);
    worker = startRole('test/support/held-bulk-worker.ts', { ...environmentOf(engines), HELD_UNTIL: gate });
    try {
      await worker.printed('Worker is ready');
      const jobs: number[] = [];
      for (const resources of own) jobs.push(await bulk.request('verify', await bulk.plan('verify', resources)));
      for (const job of jobs) await formed(job);
      const plan = await bulk.plan('verify', roles.slice(80));
      const other = await bulk.request('verify', plan, {}, null, 2);
      await formed(other);
      const verification = await estate.ended(await estate.request('verify', single), 60_000);
      assert.equal(verification.job.status, 'succeeded');
      assert.deepEqual(await begun([...jobs, other]), [], 'the only place for batches was taken all the while');
      await writeFile(gate, '');
      for (const job of [...jobs, other]) assert.equal((await bulk.ended(job)).status, 'succeeded');
      const order = (await begun([...jobs, other])).map(({ job_id }) => job_id);
      assert.equal(order.length, 10, 'two batches each');
      // One had the place already, and one may have been on its way to the worker.
      const at = order.indexOf(other);
      assert.ok(at <= 2, `${at} batches of one organization went before the first of the other: ${order}`);
      assert.ok(order.lastIndexOf(other) <= 5, `they take turns: ${order}`);
    } finally {
      await rm(gate, { force: true });
    }
  });
});
