/** What could go wrong around a job by a plan, and does not: it is overtaken, moved, revoked, closed, misled or too slow. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Batch } from '../../activities/bulk/batch.ts';
import { loadBulkJob } from '../../activities/bulk/bulk-job.ts';
import { commitResults } from '../../activities/bulk/commit-results.ts';
import { prepare } from '../../activities/bulk/prepare.ts';
import { ReconcileSessions } from '../../activities/bulk/reconcile-sessions.ts';
import { workItem } from '../../activities/bulk/work-item.ts';
import { requireIdle } from '../../api/handlers/credentials/require-idle.ts';
import { connectorFor } from '../../connectors/registry.ts';
import { Secret } from '../../domain/secret.ts';
import { BatchLeases } from '../../store/batch-leases.ts';
import { LeaseLost } from '../../store/leases.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import { doesPlanWait } from '../../store/place-waits.ts';
import { loadManagedBatch } from '../../store/plans/load-managed-batch.ts';
import { digestOfStored } from '../../store/plans/plan-digest.ts';
import { PolicyBooks } from '../../store/policy/policy-book.ts';
import { TASK_QUEUE, WORKFLOW_OF, workflowIdOf } from '../../workflows/contract.ts';
import { BulkEstate, type ManagedRole } from '../support/bulk-estate.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { bindPolicy } from '../support/preflights.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const PLACES = 8;
const OTHER_JOB = 1_000_000;
const IN_TEN_MINUTES = () => new Date(Date.now() + 600_000);
/** Most of a job's time here is waiting for its turn, and each has a device, a platform and accounts of its own. */
const AT_ONCE = 4;

describe('around a job by a plan', { concurrency: AT_ONCE }, () => {
  let engines: Engines;
  let estate: Estate;
  let bulk: BulkEstate;
  let target: PostgresTarget;
  let worker: RoleProcess;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    estate = await Estate.open(engines);
    bulk = await BulkEstate.over(estate);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker.stop();
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  const idsOf = (roles: readonly ManagedRole[]) => roles.map(({ resource }) => resource);

  async function managed(count: number, how: Parameters<PostgresTarget['register']>[1] = {}) {
    const place = await target.register(estate, how);
    const roles = await bulk.addRoles(target, count, place);
    const [first] = roles;
    assert.ok(first);
    return { ...place, roles, first, plan: await bulk.plan('rotate', idsOf(roles)) };
  }

  /** An earlier operation has left a candidate whose fate is open: such an item is handed to an operation of its own. */
  async function leavePending(resource: number): Promise<void> {
    const { credentials, credentialVersions } = estate.store.models;
    const credential = await credentials.findOne({ resource_id: resource }).lean();
    assert.ok(credential);
    const version = credential.latest_version + 1;
    const context = { organizationId: 1, credentialId: credential._id, version };
    await credentials.updateOne({ _id: credential._id }, { $set: { latest_version: version } });
    await credentialVersions.create({
      _id: `${credential._id}:${version}`,
      organization_id: 1,
      credential_id: credential._id,
      version,
      state: 'pending',
      rotation_id: `job:999999:${resource}:1:1`,
      removal_due: false,
      created_at: new Date(),
      sealed: await estate.vault.seal(new Secret(randomBytes(9).toString('hex')), context),
    });
  }

  /** All places of the device are another job's: operations of their own wait until the answer frees them. */
  async function holdDevice(device: number): Promise<() => Promise<void>> {
    const { leases } = estate.store.models;
    const held = { token: 1, job_id: OTHER_JOB, device_id: device, expires_at: IN_TEN_MINUTES() };
    const ids = Array.from({ length: PLACES }, (_, slot) => ({ _id: 5_000_000 + device * 100 + slot, slot, ...held }));
    await leases.insertMany(ids);
    return async () => void (await leases.deleteMany({ job_id: OTHER_JOB, device_id: device }));
  }

  async function holdResource(resource: number): Promise<() => Promise<void>> {
    const { leases } = estate.store.models;
    const held = { token: 1, job_id: OTHER_JOB, device_id: null, slot: null, expires_at: IN_TEN_MINUTES() };
    await leases.updateOne({ _id: resource }, { $set: held }, { upsert: true });
    return async () => void (await leases.updateOne({ _id: resource }, { $set: { job_id: null } }));
  }

  /** Of all its items that have found something in their way. */
  const foundOf = async (jobId: number) =>
    (await bulk.items(jobId)).flatMap(({ waits_for: found }) => (found ? [[found.reason, found.job_id]] : []));

  function untilHandedItemWaits(jobId: number): Promise<unknown> {
    const waiting = { job_id: jobId, step: 'begin', outcome: 'waiting', resource_id: { $ne: null } } as const;
    return until('the operation of its own to wait for its place', async () =>
      (await estate.store.models.jobSteps.exists(waiting)) ? true : undefined,
    );
  }

  /** A batch as a worker holds it that has read everything, and is slow from here on. */
  async function slowBatch(count: number) {
    const made = await managed(count);
    const jobId = await bulk.request('rotate', made.plan, { start_at: IN_TEN_MINUTES() });
    await bulk.until('to wait for its start', jobId, ({ bulk: state }) => state?.waiting_until !== null);
    const { store, vault } = estate;
    const facts = await loadManagedBatch(store, new PolicyBooks(store), 1, idsOf(made.roles));
    const leases = await BatchLeases.begin(store, { jobId, wave: 1, batch: 1 });
    await leases.takeSlots({ device: made.device }, PLACES, 1);
    const job = await loadBulkJob(store, { jobId, organizationId: 1 });
    const dependencies = { store, vault, connectorFor } as unknown as Batch['dependencies'];
    const batch: Batch = { dependencies, job, operation: 'rotate', leases, halt: new AbortController() };
    const items = (await bulk.items(jobId)).flatMap((item) => {
      const known = facts.get(item.resource_id);
      return known && item.bulk
        ? [{ item: { ...item, bulk: item.bulk }, facts: known, closesAt: null, policy: null }]
        : [];
    });
    return { ...made, jobId, batch, items };
  }

  it('an attempt whose lease has run out commits nothing over what was handed in meanwhile', async () => {
    const { first, batch, items } = await slowBatch(1);
    const { store, vault } = estate;
    const [prepared] = (await prepare(batch, items)).items;
    assert.ok(prepared?.candidate);
    await target.setPassword(first.username, prepared.candidate.secret);
    await store.models.leases.updateOne({ _id: first.resource }, { $set: { expires_at: new Date(0) } });
    const byHand = new Secret('set by hand');
    await target.setPassword(first.username, byHand);
    const { credentials, credentialVersions } = store.models;
    const credential = await credentials.findOne({ resource_id: first.resource }).lean();
    assert.ok(credential);
    const version = credential.latest_version + 1;
    const sealed = await vault.seal(byHand, { organizationId: 1, credentialId: credential._id, version });
    await store.transaction(async (session) => {
      await requireIdle(store, { session, eventId: 'evt_test' }, first.resource);
      await credentials.updateOne({ _id: credential._id }, { $set: { latest_version: version } }, { session });
      const own = { credential_id: credential._id, state: 'current' } as const;
      await credentialVersions.updateMany(own, { $set: { state: 'previous' } }, { session });
      const fields = { organization_id: 1, version, sealed, removal_due: false, created_at: new Date() };
      await credentialVersions.create([{ _id: `${credential._id}:${version}`, ...own, ...fields }], { session });
    });
    await assert.rejects(commitResults(batch, [{ kind: 'proven', prepared }]), LeaseLost);
    const current = (await estate.secrets(first.resource)).find(({ state }) => state === 'current');
    assert.ok(current && (await target.accepts(first.username, current.secret)));
  });

  it('an attempt that was slower than the end of its job begins nothing', async () => {
    const { jobId, batch, items, first } = await slowBatch(1);
    await bulk.change(jobId, { cancel_requested: true });
    assert.equal((await bulk.ended(jobId)).status, 'canceled');
    await assert.rejects(prepare(batch, items), LeaseLost);
    assert.equal((await estate.secrets(first.resource)).length, 1);
  });

  it('an attempt begins none of them where one of its items has ended', async () => {
    const { jobId, batch, items, first } = await slowBatch(2);
    const ended = { $set: { status: 'canceled', ended_at: new Date() } } as const;
    await estate.store.models.jobItems.updateOne({ job_id: jobId, resource_id: first.resource }, ended);
    await assert.rejects(prepare(batch, items), /has ended meanwhile/);
    assert.equal((await estate.secrets(first.resource)).length, 1);
  });

  it('a resource that has left the scope of the plan is left alone', async () => {
    const { roles, first, plan } = await managed(2);
    const { scopes, resources, plans, jobs } = estate.store.models;
    const tracked = { created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' };
    const scope = { organization_id: 1, parent_id: 1, ancestors: [1], ...tracked };
    await scopes.create([
      { _id: 70, name: 'here', ...scope },
      { _id: 90, name: 'there', ...scope },
    ]);
    await resources.updateMany({ _id: { $in: idsOf(roles) } }, { $set: { scope_id: 70 } });
    const there = await plans
      .findByIdAndUpdate(plan, { scope_id: 70 }, { returnDocument: 'after' })
      .lean<PlanDocument>();
    assert.ok(there);
    await plans.updateOne({ _id: plan }, { $set: { digest: await digestOfStored(estate.store, there) } });
    await resources.updateOne({ _id: first.resource }, { $set: { scope_id: 90 } });
    const jobId = await bulk.request('rotate', plan, { start_at: IN_TEN_MINUTES() });
    await jobs.updateOne({ _id: jobId }, { $set: { scope_id: 70, 'bulk.options.start_at': null } });
    await bulk.until('to have begun', jobId, ({ started_at }) => started_at !== null);
    await bulk.change(jobId, {});
    await bulk.ended(jobId);
    const codes = (await bulk.items(jobId)).map(({ resource_id, code }) => [resource_id === first.resource, code]);
    assert.deepEqual(codes.toSorted(), [
      [false, null],
      [true, 'plan_drifted'],
    ]);
  });

  it('nothing goes before the canary has, also where the first of it has to wait', async () => {
    const { first, plan } = await managed(12);
    const release = await holdResource(first.resource);
    const jobId = await bulk.request('rotate', plan, { canary: 2, wave_size: 5 });
    await bulk.until('to leave the held one', jobId, ({ bulk: state }) => state?.counts.queued === 1);
    const waves = (await bulk.items(jobId))
      .filter(({ status }) => status === 'succeeded')
      .map(({ bulk: state }) => state?.wave);
    assert.ok(waves.filter((wave) => (wave ?? 0) <= 2).length <= 2, 'two of those that could go went first');
    await release();
    assert.equal((await bulk.ended(jobId)).bulk?.counts.succeeded, 12);
  });

  it('a job without a place on a device looks for one every few seconds, and forms no wave after wave', async () => {
    const { device, plan } = await managed(40);
    const release = await holdDevice(device);
    const jobId = await bulk.request('rotate', plan, { canary: 2, wave_size: 4 });
    const looks = { job_id: jobId, step: 'wave', outcome: 'waiting' } as const;
    const { jobSteps } = estate.store.models;
    await until('two waits', async () => ((await jobSteps.countDocuments(looks)) >= 2 ? true : undefined));
    const { bulk: state } = await bulk.job(jobId);
    assert.ok((state?.wave ?? 0) <= 3, `${state?.wave} waves of nothing`);
    const found = await foundOf(jobId);
    assert.ok(found.length > 30 && found.every(([reason]) => reason === 'device'), JSON.stringify(found));
    assert.equal(await doesPlanWait(estate.store, device), true, 'preflights make way for it');
    await release();
    assert.equal((await bulk.ended(jobId)).bulk?.counts.succeeded, 40);
    const { placeWaits } = estate.store.models;
    await until(
      'nothing to be noted',
      async () => (await placeWaits.exists({ device_id: device })) === null || undefined,
    );
  });

  it('logins that failed since an item was looked at are counted before it is begun', async () => {
    const { first, batch, items } = await slowBatch(1);
    const { credentials } = estate.store.models;
    const failed = { $push: { failed_logins: { $each: [new Date()] } } };
    await credentials.updateOne({ resource_id: first.resource }, failed);
    const { items: begun, changed } = await prepare(batch, items);
    assert.deepEqual([begun.length, changed.map(({ resource_id }) => resource_id)], [0, [first.resource]]);
    assert.equal((await estate.secrets(first.resource)).length, 1);
  });

  it('what was made ready is put back, unsent, where its window has ended by its turn', async () => {
    const { jobId, first, batch, items } = await slowBatch(1);
    const [prepared] = (await prepare(batch, items)).items;
    assert.ok(prepared?.candidate);
    const result = await workItem(batch, new ReconcileSessions(batch), { ...prepared, closesAt: new Date() });
    assert.equal(result.kind, 'put_back');
    await commitResults(batch, [result]);
    const [current, candidate] = await estate.secrets(first.resource);
    assert.ok(current && candidate);
    assert.deepEqual([current.state, candidate.state], ['current', 'retired']);
    assert.ok(await target.accepts(first.username, current.secret));
    assert.equal((await bulk.items(jobId))[0]?.status, 'queued');
  });

  it('an item waits half an hour for a reconcile account that is worked on itself, and no longer', async () => {
    const { device, first, plan } = await managed(1, { changeBy: 'reconcile_account', reconcile: true });
    const { devices, jobItems } = estate.store.models;
    const account = (await devices.findById(device).lean())?.reconcile_resource_id ?? 0;
    const release = await holdResource(account);
    const jobId = await bulk.request('rotate', plan);
    const since = await until('the item to be put back', async () => {
      const [waiting] = await bulk.items(jobId);
      return waiting?.bulk?.busy_since ?? undefined;
    });
    assert.deepEqual(await foundOf(jobId), [['reconcile_account', OTHER_JOB]]);
    const longAgo = new Date(Date.now() - 31 * 60_000);
    await jobItems.updateOne({ job_id: jobId, resource_id: first.resource }, { $set: { 'bulk.busy_since': longAgo } });
    await bulk.ended(jobId);
    await release();
    assert.ok(since > longAgo);
    const [item] = await bulk.items(jobId);
    assert.deepEqual([item?.status, item?.code, item?.effect], ['failed', 'resource_busy', 'none']);
    const states = (await estate.secrets(first.resource)).map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'pending').length, 0, 'no candidate is left');
  });

  it('failures of operations of their own count when they happen', async () => {
    const { roles, plan } = await managed(40);
    for (const { resource, username } of roles) {
      await leavePending(resource);
      await target.setPassword(username, new Secret('changed behind the back'));
    }
    const failure_budget = { count: 1, percent: null, wave_percent: null, per_device: null };
    const jobId = await bulk.request('rotate', plan, { failure_budget });
    const paused = await bulk.paused(jobId);
    assert.equal(paused.bulk?.paused?.kind, 'failure_budget');
    assert.ok((paused.bulk?.counts.failed ?? 40) < 20, `${paused.bulk?.counts.failed} of 40 were tried`);
  });

  it('an item that was handed on waits for its window when its turn comes', async () => {
    const { device, first, plan } = await managed(1);
    await leavePending(first.resource);
    const release = await holdDevice(device);
    const jobId = await bulk.request('rotate', plan);
    await untilHandedItemWaits(jobId);
    assert.deepEqual(await foundOf(jobId), [['device', null]]);
    assert.equal(await doesPlanWait(estate.store, device), true, 'preflights make way for it');
    const blackouts = [{ from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z', note: null }];
    await bindPolicy(estate.store, { blackouts }, { type: 'resource', id: first.resource });
    await release();
    await bulk.until(
      'to wait for the window',
      jobId,
      ({ bulk: state }) => (state?.waiting_until?.getFullYear() ?? 0) > 2900,
    );
    assert.equal((await bulk.items(jobId))[0]?.status, 'queued');
    await bulk.change(jobId, { cancel_requested: true });
    await bulk.ended(jobId);
  });

  it('an item that was handed on is held against the plan when its turn comes', async () => {
    const { device, first, plan } = await managed(1, { changeBy: 'reconcile_account', reconcile: true });
    const other = await target.addRole();
    await leavePending(first.resource);
    const release = await holdDevice(device);
    const jobId = await bulk.request('rotate', plan);
    await untilHandedItemWaits(jobId);
    const { resources } = estate.store.models;
    await resources.updateOne({ _id: first.resource }, { $set: { username: other.username }, $inc: { revision: 1 } });
    await release();
    await bulk.ended(jobId);
    assert.equal((await bulk.items(jobId))[0]?.code, 'plan_drifted');
    assert.ok(await target.accepts(other.username, other.password), 'nobody has touched the other account');
  });

  it('whoever reaches Temporal makes no rotation out of a verification', async () => {
    const { first } = await managed(1);
    const release = await holdResource(first.resource);
    const jobId = await estate.request('verify', first.resource);
    const input = { organizationId: 1, jobId, resourceId: first.resource, correlationId: `evt_test_${jobId}` };
    const { workflow } = estate.client;
    const forged = await workflow.start(WORKFLOW_OF.rotate, {
      taskQueue: TASK_QUEUE,
      workflowId: 'forged',
      args: [input],
    });
    await forged.result();
    await release();
    assert.equal((await estate.ended(jobId)).job.status, 'succeeded');
    await workflow.getHandle(workflowIdOf(jobId)).result();
    assert.equal((await estate.secrets(first.resource)).length, 1);
  });

  it('a job does not end while an item of an earlier wave is open', async () => {
    const { first, roles, plan } = await managed(3);
    const jobId = await bulk.request('rotate', plan, { start_at: IN_TEN_MINUTES() });
    await bulk.until('to wait for its start', jobId, ({ bulk: state }) => state?.waiting_until !== null);
    const { jobItems } = estate.store.models;
    const done = { status: 'succeeded', ended_at: new Date(), 'bulk.wave': 1, 'bulk.batch': 1 };
    await jobItems.updateMany({ job_id: jobId }, { $set: done });
    await jobItems.updateOne(
      { job_id: jobId, resource_id: first.resource },
      { $set: { status: 'running', ended_at: null } },
    );
    const left = { queued: 1, succeeded: roles.length - 1, failed: 0, unknown: 0, canceled: 0 };
    await bulk.change(jobId, {
      'bulk.wave': 2,
      'bulk.wave_size': 1,
      'bulk.options.start_at': null,
      'bulk.counts': left,
    });
    const job = await bulk.ended(jobId);
    assert.ok((await bulk.items(jobId)).every(({ ended_at }) => ended_at !== null));
    assert.equal(job.bulk?.counts.succeeded, roles.length);
  });
});
