/** Jobs by a plan once they are there: watched, paused, resumed, canceled, and what failed done again. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationOf, type CallAnswer, grant } from '../../support/api-harness.ts';
import { until } from '../../support/until.ts';
import { assertRefused } from './assert-refused.ts';
import { accepted, assertConflict, assertPointer, BulkDesk, inHours, limits, RULE } from './bulk-desk.ts';
import { endBulkJob } from './made-plan.ts';

let desk: BulkDesk;

before(async () => {
  desk = await BulkDesk.open();
});
after(() => desk.close());

describe('a job by a plan', () => {
  const standing = (id: number, fields: object) =>
    desk.api.store.models.jobs.updateOne(
      { _id: id },
      { $set: { started_at: new Date(), dispatch: 'started', ...fields } },
    );
  const revisionOf = async (id: number) => (await desk.api.store.models.jobs.findById(id).lean())?.revision;

  it('is paused and resumed, and repeats change nothing', async () => {
    const id = await desk.world.bulkJob();
    const paused = await desk.post(`/v1/jobs/${id}/pause`);
    assert.deepEqual([paused.status, paused.body.status, paused.body.bulk.pause_requested], [200, 'queued', true]);
    const revision = await revisionOf(id);
    assert.deepEqual((await desk.post(`/v1/jobs/${id}/pause`)).body, paused.body);
    assert.equal(await revisionOf(id), revision);

    // Temporal is away here: what is wanted is stored all the same.
    await until('a line of the log', async () =>
      desk.api.log.find((line) => line.includes('could not be told of a change')),
    );
    await standing(id, { status: 'paused', 'bulk.paused': { kind: 'requested', detail: 'somebody has asked for it' } });
    const resumed = await desk.post(`/v1/jobs/${id}/resume`);
    const { pause_requested, paused: why } = resumed.body.bulk;
    assert.deepEqual([resumed.status, resumed.body.status, pause_requested, why], [200, 'running', false, null]);
    assert.deepEqual((await desk.post(`/v1/jobs/${id}/resume`)).body, resumed.body);
    const orders = await desk.api.store
      .auditCollection()
      .find({ job_id: id, operation: /^job\.(pause|resume)$/ })
      .toArray();
    assert.deepEqual(orders.map(({ operation, change }) => `${operation}: ${change}`).toSorted(), [
      'job.pause: asked to stand still',
      'job.pause: nothing to change',
      'job.resume: goes on, after a pause (requested)',
      'job.resume: nothing to change',
    ]);
  });

  it('forgives what has failed where it paused for that, and not where somebody has paused it', async () => {
    const forgivenAt = async (paused: object) => {
      const id = await desk.world.bulkJob();
      await standing(id, { status: 'paused', 'bulk.paused': paused });
      await desk.post(`/v1/jobs/${id}/resume`);
      return (await desk.api.store.models.jobs.findById(id).lean())?.bulk?.resumed_at;
    };
    assert.equal(await forgivenAt({ kind: 'requested', detail: '' }), null);
    assert.ok((await forgivenAt({ kind: 'failure_budget', detail: '', device_id: 4 })) instanceof Date);
    assert.ok((await forgivenAt({ kind: 'canary', detail: '' })) instanceof Date);
  });

  it('tells its pace since it last went on, while it runs', async () => {
    const id = await desk.world.bulkJob({ resources: 100 });
    const counts = { queued: 60, succeeded: 38, failed: 1, unknown: 1, canceled: 0 };
    const [at, updated_at] = [new Date(Date.now() - 2 * 60_000), new Date()];
    await standing(id, { status: 'running', updated_at, 'bulk.counts': counts, 'bulk.pace_since': { at, ended: 20 } });
    const { bulk, progress } = await desk.job(id);
    assert.deepEqual([bulk.rate_per_minute, bulk.estimated_seconds_left], [10, 360]);
    assert.deepEqual(progress, { done: 40, total: 100 });
    await standing(id, { status: 'paused' });
    assert.equal((await desk.job(id)).bulk.rate_per_minute, null);
  });

  it('is paused and resumed by those who may, and as long as it has not ended', async () => {
    const id = await desk.world.bulkJob();
    const person = await desk.world.person();
    const subject = { type: 'user', id: person.id, organizationId: 1 } as const;
    const role = await desk.world.role(['job:read', 'job:cancel', 'resource:verify']);
    await grant(desk.api.store, subject, role, { scopeId: desk.world.rootScopeId });
    assert.equal((await desk.post(`/v1/jobs/${id}/pause`, undefined, { as: person })).status, 200);
    const refused = await desk.post(`/v1/jobs/${id}/resume`, undefined, { as: person });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /resource:rotate/);
    assertRefused(await desk.post(`/v1/jobs/${id}/retry`, undefined, { as: person }), 403, 'forbidden');
    assert.equal((await desk.post(`/v1/jobs/${id}/cancel`)).body.status, 'canceled');
    for (const verb of ['pause', 'resume']) assertConflict(await desk.post(`/v1/jobs/${id}/${verb}`), /ended already/);
    const single = await desk.world.job();
    for (const verb of ['pause', 'resume', 'retry']) {
      assertConflict(await desk.post(`/v1/jobs/${single}/${verb}`), /carries out no plan/);
    }
  });

  it('ends at once while nobody has begun it, and is asked to stop afterwards', async () => {
    const queued = await desk.world.bulkJob();
    const { status, body } = await desk.post(`/v1/jobs/${queued}/cancel`);
    assert.deepEqual([status, body.status, body.bulk.counts.canceled], [200, 'canceled', 3]);
    for (const state of ['running', 'paused']) {
      const id = await desk.world.bulkJob();
      await standing(id, { status: state });
      const asked = await desk.post(`/v1/jobs/${id}/cancel`);
      assert.deepEqual([asked.status, asked.body.status, asked.body.cancel_requested], [202, state, true]);
    }
  });

  it('is watched by its counts', async () => {
    const id = await desk.world.bulkJob();
    const leave = new AbortController();
    const response = await fetch(new URL(`/v1/jobs/${id}/events`, desk.api.baseUrl), {
      headers: { Authorization: authorizationOf(desk.world.admin) },
      signal: leave.signal,
    });
    const text = response.text();
    await desk.api.store.models.jobs.updateOne(
      { _id: id },
      { $set: { status: 'succeeded', 'bulk.counts.queued': 0, 'bulk.counts.succeeded': 3 }, $inc: { revision: 1 } },
    );
    const shown = (await text)
      .split('\n')
      .filter((line) => line.includes('"counts"'))
      .map((line) => JSON.parse(line.slice('data: '.length)).progress.done);
    assert.deepEqual([shown.at(-1), shown.length <= 2], [3, true]);
  });

  it('shows its items by status and reason, with wave and device', async () => {
    const id = await desk.world.endedBulkJob();
    const itemsOf = async (filter: string) =>
      (await desk.world.call('GET', `/v1/jobs/${id}/items?${filter}`)).body.items;
    const [item, ...others] = await itemsOf('status=failed&code=unreachable');
    assert.equal(others.length, 0);
    assert.deepEqual([item.resource_id, item.wave, item.device_id], [800_001, 1, 700_000]);
    assert.equal((await itemsOf('status=canceled')).length, 1);
    assert.equal((await itemsOf('code=timeout')).length, 0);
  });

  it('shows of each item what it waits for, and of all how many wait for what', async () => {
    const id = await desk.world.endedBulkJob();
    const soon = new Date(Date.now() + 3_600_000);
    const [since, by] = [new Date(), { job_id: null, check_out_id: null }];
    const { jobItems } = desk.api.store.models;
    const open = { status: 'queued', ended_at: null } as const;
    const set = (resource_id: number, fields: object) =>
      jobItems.updateOne({ job_id: id, resource_id }, { $set: fields });
    await standing(id, { status: 'running', ended_at: null });
    const window = { reason: 'window', since, ...by };
    await set(800_000, { ...open, waits_for: window, 'bulk.not_before': soon });
    await set(800_001, { ...open, waits_for: { reason: 'resource', since, ...by, job_id: 77 } });
    await set(800_002, { ...open, waits_for: window, 'bulk.not_before': since });
    const { waits } = (await desk.job(id)).bulk;
    assert.deepEqual(waits, { window: 1, resource: 1, check_out: 0, reconcile_account: 0, device: 0, platform: 0 });
    const { items } = (await desk.world.call('GET', `/v1/jobs/${id}/items?status=queued`)).body;
    assert.deepEqual(
      items.map(({ waits_for: told }: CallAnswer['body']) => [told.reason, told.job_id, told.not_before]),
      [
        ['window', null, soon.toISOString()],
        ['resource', 77, null],
        ['turn', null, null],
      ],
    );
  });
});

describe('doing again what failed', () => {
  const retry = (id: number, body?: object) => desk.post(`/v1/jobs/${id}/retry`, body);

  it('takes what failed or is unknown, as it was done before', async () => {
    const id = await desk.world.bulkJob({ resources: 30 });
    assertConflict(await retry(id), /has not ended: it is queued/);
    await endBulkJob(desk.api.store, id, ['succeeded', 'failed', 'unknown', 'canceled', 'succeeded']);
    const plan_id = (await desk.job(id)).plan_id;
    // What was planned a while ago is held against the plan all the same.
    await desk.api.store.models.plans.updateOne({ _id: plan_id }, { $set: { expires_at: new Date(0) } });
    const answer = await accepted(retry(id, { wave_size: 7, reason: 'The database is back' }));
    assert.deepEqual([answer.plan_id, answer.operation, answer.approval_id], [plan_id, 'bulk_rotate', null]);
    const again = await desk.job(answer.job_id);
    assert.deepEqual([again.resource_count, again.reason, again.bulk.retry_of], [2, 'The database is back', id]);
    assert.deepEqual(again.bulk.retry_statuses, ['failed', 'unknown']);
    assert.deepEqual([again.bulk.options.canary, again.bulk.options.wave_size], [0, 7]);
    assert.equal(again.bulk.options.failure_budget.percent, 5);
    const [record] = await desk.api.store.auditCollection().find({ job_id: answer.job_id }).toArray();
    assert.deepEqual([record?.operation, record?.status, record?.target_id], ['job.retry', 'intended', answer.job_id]);

    assertConflict(await retry(id), new RegExp(`Job ${answer.job_id} works by this plan`));
    await endBulkJob(desk.api.store, answer.job_id, ['succeeded', 'failed']);
    assertConflict(await retry(id), new RegExp(`Job ${answer.job_id} has worked on what job ${id} left`));
    assert.equal((await desk.job((await accepted(retry(answer.job_id))).job_id)).resource_count, 1);
  });

  it('takes what it is asked for, and what it was not asked for is left to another one', async () => {
    const id = await desk.world.bulkJob({ resources: 30 });
    await endBulkJob(desk.api.store, id, ['succeeded', 'failed', 'failed', 'unknown', 'canceled']);
    for (const statuses of [[], ['succeeded'], ['failed', 'failed'], 'failed']) {
      const answer = await retry(id, { statuses });
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation_failed'], JSON.stringify(statuses));
    }
    const made = async (statuses: string[]) => {
      const { job_id } = await accepted(retry(id, { statuses }));
      const { resource_count, bulk } = await desk.job(job_id);
      await endBulkJob(
        desk.api.store,
        job_id,
        Array.from({ length: resource_count }, () => 'failed' as const),
      );
      return [resource_count, bulk.retry_statuses];
    };
    assert.deepEqual(await made(['failed']), [2, ['failed']]);
    assertConflict(await retry(id), new RegExp(`has worked on what job ${id} left`));
    assert.deepEqual(await made(['canceled', 'unknown']), [2, ['canceled', 'unknown']]);
    for (const statuses of [['unknown'], ['canceled'], ['failed']]) {
      assertConflict(await retry(id, { statuses }), new RegExp(`has worked on what job ${id} left`));
    }
  });

  it('says what may be named where nothing else is left', async () => {
    const id = await desk.world.bulkJob();
    await endBulkJob(desk.api.store, id, ['succeeded', 'canceled', 'canceled']);
    assertConflict(await retry(id), /nothing failed or unknown to do again, and 2 canceled: name them in `statuses`/);
    await accepted(retry(id, { statuses: ['canceled'] }));
  });

  it('takes all that did not succeed where it was asked for before there was a choice', async () => {
    const id = await desk.world.bulkJob();
    await endBulkJob(desk.api.store, id, ['failed', 'unknown', 'canceled']);
    const { job_id } = await accepted(retry(id, { statuses: ['failed'] }));
    await desk.api.store.models.jobs.updateOne({ _id: job_id }, { $unset: { 'bulk.retry_statuses': 1 } });
    assert.deepEqual((await desk.job(job_id)).bulk.retry_statuses, ['failed', 'unknown', 'canceled']);
    await endBulkJob(desk.api.store, job_id, ['failed']);
    assertConflict(await retry(id, { statuses: ['canceled'] }), /has worked on what/);
  });

  it('is all that is left of a plan that was carried out', async () => {
    const { id: plan_id, digest } = await desk.world.plan();
    const first = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(desk.api.store, first.job_id, ['succeeded', 'succeeded', 'succeeded']);
    assertConflict(await desk.post('/v1/bulk/rotate', { plan_id, digest }), /has worked by this plan.*retry/);
    assertConflict(await retry(first.job_id), /left nothing/);
  });

  it('does not go by a job that was canceled before its start came: the plan is free again', async () => {
    const { id: plan_id, digest } = await desk.world.plan();
    const first = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest, start_at: inHours(1) }));
    // A worker has written its items, and waited.
    await endBulkJob(desk.api.store, first.job_id, ['canceled', 'canceled', 'canceled'], 0);
    assertConflict(await retry(first.job_id), /before it began/);
    const second = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(desk.api.store, second.job_id, ['failed', 'succeeded', 'succeeded']);
    const third = await accepted(retry(second.job_id, { start_at: inHours(1) }));
    await endBulkJob(desk.api.store, third.job_id, ['canceled'], 0);
    await accepted(retry(second.job_id));
  });

  it('begins with the canary that a policy wants, and asks for consent anew', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const { id: plan_id, digest } = await desk.world.plan({ fields: limits({ canary: 1, approvals }) });
    const first = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(desk.api.store, first.job_id, ['failed', 'canceled', 'canceled']);
    assertPointer(await retry(first.job_id, { canary: 0 }), '/body/canary', /1 or more/);
    const second = await accepted(retry(first.job_id));
    assert.equal(second.status, 'awaiting_approval');
    assert.notEqual(second.approval_id, first.approval_id);
    assert.equal((await desk.job(second.job_id)).bulk.options.canary, 1);
    const approval = await desk.api.store.models.approvals.findById(second.approval_id).lean();
    assert.equal(approval?.asked['retry_of'], first.job_id);
    assert.deepEqual(approval?.asked['retry_statuses'], ['failed', 'unknown']);
  });

  it('does not go by a job that ended before it began', async () => {
    const id = await desk.world.bulkJob();
    await desk.post(`/v1/jobs/${id}/cancel`);
    assertConflict(await retry(id), /before it began/);
  });
});
