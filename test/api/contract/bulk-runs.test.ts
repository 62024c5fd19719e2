/** Asking for work by a plan: what is written, what is refused, and what policies have to say. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { grant } from '../../support/api-harness.ts';
import { assertRefused } from './assert-refused.ts';
import { accepted, assertConflict, assertPointer, BulkDesk, inHours, limits, NO_BUDGET, RULE } from './bulk-desk.ts';
import { endBulkJob } from './made-plan.ts';
import type { World } from './world.ts';

let desk: BulkDesk;
let strangers: World;

before(async () => {
  desk = await BulkDesk.open();
  strangers = await desk.strangers();
});
after(() => desk.close());

describe('asking for work by a plan', () => {
  const rotate = async (outline: Parameters<World['plan']>[0], body: object = {}) => {
    const { id: plan_id, digest } = await desk.world.plan(outline);
    return desk.post('/v1/bulk/rotate', { plan_id, digest, ...body });
  };

  it('writes a job with the defaults, and moves the plan so that nobody else carries it out', async () => {
    const plan = await desk.world.plan({
      resources: 30,
      fields: { counts: { pending: 0, ready: 24, warned: 2, blocked: 4 } },
    });
    const body = { plan_id: plan.id, digest: plan.digest, reason: 'Yearly rotation', ticket_id: 'CHG-7' };
    const answer = await accepted(desk.post('/v1/bulk/rotate', body));
    const { job_id, ...rest } = answer;
    assert.deepEqual(rest, { plan_id: plan.id, operation: 'bulk_rotate', status: 'queued', approval_id: null });
    const job = await desk.job(job_id);
    assert.deepEqual([job.resource_count, job.plan_id, job.resource_id], [26, plan.id, null]);
    assert.deepEqual(job.progress, { done: 0, total: 26 });
    assert.deepEqual(job.bulk.counts, { queued: 26, succeeded: 0, failed: 0, unknown: 0, canceled: 0 });
    assert.deepEqual(job.bulk.options, {
      canary: 5,
      wave_size: 2_000,
      max_parallel_per_device: null,
      failure_budget: { count: null, percent: 5, wave_percent: 20, per_device: null },
      start_at: null,
    });
    assert.equal((await desk.api.store.models.jobs.findById(job_id).lean())?.dispatch, 'accepted');
    const [record] = await desk.api.store.auditCollection().find({ job_id }).toArray();
    assert.deepEqual([record?.operation, record?.status, record?.reason], ['bulk.rotate', 'intended', job.reason]);
    assert.match(record?.change ?? '', new RegExp(`plan ${plan.id} \\(${plan.digest}\\): 26 resources, canary 5`));
    assertConflict(await desk.post('/v1/bulk/rotate', body), new RegExp(`Job ${job_id} works by this plan`));
  });

  it('is run as was said with the plan, where the request says nothing else', async () => {
    const options = { canary: 2, wave_size: 10, max_parallel_per_device: 3, failure_budget: { count: 1 } };
    const answer = await rotate({ fields: { options } }, { wave_size: 20 });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const { canary, wave_size, max_parallel_per_device, failure_budget } = (await desk.job(answer.body.job_id)).bulk
      .options;
    assert.deepEqual([canary, wave_size, max_parallel_per_device, failure_budget.count], [2, 20, 3, 1]);
    const stricter = limits({ canary: 3 });
    assertPointer(await rotate({ fields: { ...stricter, options } }), '/body/canary', /3 or more/);
  });

  it('of two requests at the same moment one is taken', async () => {
    const { id: plan_id, digest } = await desk.world.plan();
    const asked = [1, 2, 3].map(() => desk.post('/v1/bulk/rotate', { plan_id, digest }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [202, 409, 409]);
    assert.equal(await desk.api.store.models.jobs.countDocuments({ 'bulk.plan_id': plan_id }), 1);
  });

  it('wants exactly the plan that was looked at, while it holds', async () => {
    const { id: plan_id, digest } = await desk.world.plan();
    const ask = (operation: string, body: object) => desk.post(`/v1/bulk/${operation}`, { plan_id, digest, ...body });
    assertPointer(await ask('rotate', { plan_id: 9_999_999 }), '/body/plan_id', /names no plan that you can reach/);
    const theirs = await strangers.plan();
    const foreign = await ask('rotate', { plan_id: theirs.id, digest: theirs.digest });
    assertPointer(foreign, '/body/plan_id', /names no plan that you can reach/);
    assertPointer(await ask('verify', {}), '/body/plan_id', /a plan to rotate, not to verify/);
    assertConflict(await ask('rotate', { digest: 'a'.repeat(64) }), /another plan/);
    const nothing = { counts: { pending: 0, ready: 0, warned: 0, blocked: 3 } };
    assertPointer(await rotate({ fields: nothing }), '/body/plan_id', /leaves every resource out/);
    assertConflict(await rotate({ fields: { status: 'preparing' } }), /not ready: job \d+/);
    assertConflict(await rotate({ fields: { status: 'failed' } }), /has failed: make another/);
    assertConflict(await rotate({ fields: { status: 'canceled' } }), /has been canceled/);
    assertConflict(await rotate({ fields: { runs_by_itself: true } }), /carried out by itself/);
    assertConflict(await rotate({ fields: { expires_at: new Date(Date.now() - 1) } }), /has expired at .*Z: make/);
  });

  it('may be stricter than policies, and not weaker', async () => {
    const fields = limits({ canary: 2, failure_budget: { ...NO_BUDGET, percent: 3 } });
    assertPointer(await rotate({ fields }, { canary: 1 }), '/body/canary', /2 or more/);
    const weaker = await rotate({ fields }, { failure_budget: { percent: 3.5 } });
    assertPointer(weaker, '/body/failure_budget/percent', /3 or less/);
    const unlimited = await rotate({ fields }, { failure_budget: { percent: null } });
    assertPointer(unlimited, '/body/failure_budget/percent', /3 or less/);
    for (const start_at of [inHours(-1), inHours(200)]) {
      assertPointer(await rotate({ fields }, { start_at }), '/body/start_at', /must lie/);
    }
    const body = { canary: 3, wave_size: 10, failure_budget: { percent: 0, per_device: 1 }, start_at: inHours(30) };
    const { bulk } = await desk.job((await accepted(rotate({ fields }, body))).job_id);
    const { canary, wave_size, failure_budget, start_at } = bulk.options;
    assert.deepEqual([canary, wave_size, start_at, bulk.waiting_until], [3, 10, body.start_at, body.start_at]);
    assert.deepEqual(failure_budget, { count: null, percent: 0, wave_percent: 20, per_device: 1 });
  });

  it('waits for consent where the plan says so: the request is bound to plan, options and reason', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const answer = await accepted(rotate({ fields: limits({ approvals }) }, { reason: 'Yearly rotation' }));
    assert.equal(answer.status, 'awaiting_approval');
    const { status, approval_id } = await desk.job(answer.job_id);
    assert.deepEqual([status, approval_id], ['awaiting_approval', answer.approval_id]);
    assert.equal((await desk.api.store.models.jobs.findById(answer.job_id).lean())?.dispatch, 'held');
    const approval = await desk.api.store.models.approvals.findById(answer.approval_id).lean();
    assert.deepEqual([approval?.job_id, approval?.kind, approval?.status], [answer.job_id, 'consent', 'pending']);
    assert.deepEqual([approval?.asked['reason'], approval?.asked['plan_id']], ['Yearly rotation', answer.plan_id]);

    const canceled = await desk.post(`/v1/jobs/${answer.job_id}/cancel`);
    assert.deepEqual([canceled.status, canceled.body.status], [200, 'canceled']);
    assert.equal((await desk.api.store.models.approvals.findById(answer.approval_id).lean())?.status, 'canceled');
    // It has done nothing, so the plan is still there to be carried out.
    const { id: plan_id, digest } = (await desk.world.call('GET', `/v1/bulk/plans/${answer.plan_id}`)).body;
    await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
  });

  it('asks policies again, for what it says and for what they have come to say', async () => {
    const governed = await desk.root.below();
    const resourceIds = [await governed.resource(), await governed.resource()];
    const bind = async (rules: object) =>
      governed.policyBinding({ policy_id: await governed.policy({ rules }), target_id: governed.rootScopeId });
    await bind({ reason_required: true, ticket_required: { pattern: 'CHG-[0-9]+' } });
    const ask = async (body: object) => {
      const { id: plan_id, digest } = await governed.plan({ resourceIds });
      return governed.call('POST', '/v1/bulk/rotate', { body: { plan_id, digest, ...body } });
    };
    const refused = await ask({});
    assertRefused(refused, 422, 'unprocessable');
    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    assert.deepEqual(pointers, ['/body/reason', '/body/ticket_id']);
    const { job_id } = await accepted(ask({ reason: 'Yearly rotation', ticket_id: 'CHG-7' }));
    const [record] = await desk.api.store.auditCollection().find({ job_id }).toArray();
    assert.equal(record?.policy?.decision, 'allowed');

    // One of them lies elsewhere by now, where other policies hold.
    const elsewhere = await governed.scope();
    const wanted = await governed.policy({ rules: { approvals: { bulk_rotate: { quorum: 1 } } } });
    await governed.policyBinding({ policy_id: wanted, target_id: elsewhere });
    const [moved] = resourceIds;
    await desk.api.store.models.resources.updateOne({ _id: Number(moved) }, { $set: { scope_id: elsewhere } });
    assertConflict(await ask({ reason: 'Yearly rotation', ticket_id: 'CHG-7' }), /did not want when the plan was made/);
  });

  it('is bound by what policies have come to say since the plan was made, and so is its retry', async () => {
    const governed = await desk.root.below();
    const ids = Array.from({ length: 10 }, (_, at) => 800_000 + at);
    const { id: plan_id, digest } = await governed.plan({ resourceIds: ids });
    const bind = async (rules: object) =>
      governed.policyBinding({ policy_id: await governed.policy({ rules }), target_id: governed.rootScopeId });
    const ask = (path: string, body: object) => governed.call('POST', path, { body });
    await bind({ canary: { count: 3 }, failure_budget: { count: 2, wave_percent: 10 } });
    const rotate = (body: object) => ask('/v1/bulk/rotate', { plan_id, digest, ...body });
    assertPointer(await rotate({ canary: 1 }), '/body/canary', /3 or more/);
    assertPointer(await rotate({ failure_budget: { count: 3 } }), '/body/failure_budget/count', /2 or less/);
    assertPointer(
      await rotate({ failure_budget: { wave_percent: 11 } }),
      '/body/failure_budget/wave_percent',
      /10 or less/,
    );
    const first = await accepted(rotate({ failure_budget: { count: 1 } }));
    assert.deepEqual([first.status, (await desk.job(first.job_id)).bulk.options.canary], ['queued', 3]);

    await endBulkJob(desk.api.store, first.job_id, ['succeeded', 'failed', 'failed', 'failed', 'failed', 'failed']);
    await bind({ approvals: { bulk_rotate: { quorum: 1 } } });
    const again = `/v1/jobs/${first.job_id}/retry`;
    assertPointer(await ask(again, { canary: 2 }), '/body/canary', /3 or more/);
    const second = await accepted(ask(again, {}));
    assert.equal(second.status, 'awaiting_approval');
    const { canary, failure_budget } = (await desk.job(second.job_id)).bulk.options;
    assert.deepEqual([canary, failure_budget.count, failure_budget.wave_percent], [3, 1, 10]);
  });

  it('goes past consent and hours in an emergency, which is reviewed', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const fields = limits({ approvals });
    assertPointer(await rotate({ fields }, { break_glass: true }), '/body/reason', /is needed with break_glass/);
    const asked = { break_glass: true, reason: 'The vendor leaks' };
    assertPointer(await rotate({}, asked), '/body/break_glass', /is not needed/);
    const later = await rotate({ fields }, { ...asked, start_at: inHours(1) });
    assertPointer(later, '/body/start_at', /an emergency begins at once/);
    const { job_id, status, approval_id } = await accepted(rotate({ fields }, asked));
    assert.equal(status, 'queued');
    assert.equal((await desk.api.store.models.jobs.findById(job_id).lean())?.dispatch, 'accepted');
    const review = await desk.api.store.models.approvals.findById(approval_id).lean();
    assert.deepEqual([review?.kind, review?.status, review?.rules[0]?.binding_id], ['review', 'pending', 9]);
    const records = await desk.api.store.auditCollection().find({ job_id }).toArray();
    const told = records.map(({ operation, approval_id: about }) => [operation, about]);
    assert.deepEqual(told.toSorted(), [
      ['break_glass.use', approval_id],
      ['bulk.rotate', approval_id],
    ]);
    const { id: plan_id, digest } = await desk.world.plan({ fields });
    const operator = await desk.api.createUser('operates', 'operator', { scopeId: desk.world.rootScopeId });
    const refused = await desk.post('/v1/bulk/rotate', { plan_id, digest, ...asked }, { as: operator });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /break_glass:use/);

    const closed = await desk.root.below();
    const rules = { blackouts: [{ from: '2026-01-01T00:00:00Z', until: inHours(24) }] };
    await closed.policyBinding({ policy_id: await closed.policy({ rules }), target_id: closed.rootScopeId });
    const made = await closed.plan({ resourceIds: [await closed.resource()] });
    const body = { plan_id: made.id, digest: made.digest, ...asked };
    assert.equal(typeof (await accepted(closed.call('POST', '/v1/bulk/rotate', { body }))).approval_id, 'number');
  });

  it('is an emergency where a single one of many resources would have to wait', async () => {
    const world = await desk.root.below();
    const frozen = await world.resource();
    const rules = { blackouts: [{ from: '2026-01-01T00:00:00Z', until: inHours(24) }] };
    await world.policyBinding({ policy_id: await world.policy({ rules }), target_type: 'resource', target_id: frozen });
    const others = Array.from({ length: 200 }, (_, at) => 900_000 + at);
    const asked = { break_glass: true, reason: 'The vendor leaks' };
    const askFor = async (resourceIds: readonly number[]) => {
      const { id: plan_id, digest } = await world.plan({ resourceIds });
      return world.call('POST', '/v1/bulk/rotate', { body: { plan_id, digest, ...asked } });
    };
    assertPointer(await askFor(others), '/body/break_glass', /is not needed/);
    await accepted(askFor([...others.slice(0, 6), frozen, ...others.slice(6)]));
  });

  it('has on record that consent is needed where a single one of many resources needs it', async () => {
    const world = await desk.root.below();
    const strict = await world.resource();
    const policy_id = await world.policy({ rules: { approvals: { bulk_rotate: { quorum: 1 } } } });
    const binding_id = await world.policyBinding({ policy_id, target_type: 'resource', target_id: strict });
    await world.policyBinding({
      policy_id: await world.policy({ rules: { reason_required: true } }),
      target_id: world.rootScopeId,
    });
    const others = Array.from({ length: 200 }, (_, at) => 950_000 + at);
    const fields = limits({ approvals: [{ rule: RULE, policy_id, version: 1, binding_id, resources: 1 }] });
    const resourceIds = [...others.slice(0, 6), strict, ...others.slice(6)];
    const { id: plan_id, digest } = await world.plan({ resourceIds, fields });
    const body = { plan_id, digest, reason: 'Yearly rotation' };
    const { job_id, status } = await accepted(world.call('POST', '/v1/bulk/rotate', { body }));
    assert.equal(status, 'awaiting_approval');
    const [record] = await desk.api.store.auditCollection().find({ job_id, operation: 'bulk.rotate' }).toArray();
    assert.equal(record?.policy?.decision, 'needs_approval');
  });

  it('needs the permission of the operation where the plan lies', async () => {
    const viewer = await desk.api.createUser('looks', 'viewer', { scopeId: desk.world.rootScopeId });
    const { id: plan_id, digest } = await desk.world.plan();
    assertRefused(await desk.post('/v1/bulk/rotate', { plan_id, digest }, { as: viewer }), 403, 'forbidden');
    const elsewhere = await desk.api.createUser('works elsewhere', 'operator', { scopeId: await desk.root.scope() });
    const answer = await desk.post('/v1/bulk/rotate', { plan_id, digest }, { as: elsewhere });
    assertPointer(answer, '/body/plan_id', /names no plan that you can reach/);
    // Whoever cannot see plans learns of none: it looks as if it were not there.
    const blind = await desk.world.person();
    const subject = { type: 'user', id: blind.id, organizationId: 1 } as const;
    await grant(desk.api.store, subject, await desk.world.role(['scope:read']), { scopeId: desk.world.rootScopeId });
    await grant(desk.api.store, subject, await desk.world.role(['resource:rotate']), {
      scopeId: await desk.world.scope(),
    });
    const [there, missing] = [
      await desk.post('/v1/bulk/rotate', { plan_id, digest }, { as: blind }),
      await desk.post('/v1/bulk/rotate', { plan_id: 9_999_999, digest }, { as: blind }),
    ];
    assertPointer(there, '/body/plan_id', /names no plan that you can reach/);
    assert.deepEqual([there.status, there.body.detail], [missing.status, missing.body.detail]);
  });
});
