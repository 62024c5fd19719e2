/** Plans and the work by them, as far as the API goes: what is written, what is refused, what people can change later. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PlanDocument, PlanLimits } from '../../../store/models/plan.ts';
import {
  type ApiHarness,
  authorizationOf,
  type CallAnswer,
  type CallOptions,
  grant,
  startApi,
} from '../../support/api-harness.ts';
import { until } from '../../support/until.ts';
import { assertRefused } from './assert-refused.ts';
import { endBulkJob } from './made-plan.ts';
import { publishInboxKey, World } from './world.ts';

const HOUR_MS = 3_600_000;
const NO_BUDGET = { count: null, percent: null, wave_percent: null, per_device: null } as const;
const RULE = {
  quorum: 1,
  approver_group_ids: [],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
} as const;

let api: ApiHarness;
let root: World;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  root = await World.enter(api, api.admin);
  world = await root.below();
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

const post = (path: string, body?: object, options: CallOptions = {}) => world.call('POST', path, { body, ...options });
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

function assertPointer(answer: CallAnswer, pointer: string, detail: RegExp): void {
  assertRefused(answer, 422, 'unprocessable');
  assert.equal(answer.body.errors[0].pointer, pointer);
  assert.match(answer.body.errors[0].detail, detail);
}

function assertConflict(answer: CallAnswer, detail: RegExp): void {
  assertRefused(answer, 409, 'conflict');
  assert.match(answer.body.detail, detail);
}

async function accepted(answer: Promise<CallAnswer>): Promise<CallAnswer['body']> {
  const { status, body } = await answer;
  assert.equal(status, 202, JSON.stringify(body));
  return body;
}

const jobOf = async (id: number) => (await world.call('GET', `/v1/jobs/${id}`)).body;

function limits(fields: Partial<PlanLimits>): Partial<PlanDocument> {
  return { limits: { canary: 0, failure_budget: NO_BUDGET, approvals: [], ...fields } };
}

describe('a preflight', () => {
  async function preflight(body: object, options: CallOptions = {}): Promise<CallAnswer> {
    await world.endPreflights();
    return post('/v1/bulk/preflight', { operation: 'rotate', ...body }, options);
  }

  it('writes job, plan and record together', async () => {
    const selector = { scope_id: world.rootScopeId, type: 'postgres_role', rotated_before: '2026-01-01T00:00:00Z' };
    const answer = await preflight({ selector, reason: 'Yearly rotation', ticket_id: 'CHG-7' });
    assert.deepEqual([answer.status, answer.body.operation, answer.body.status], [202, 'bulk_preflight', 'queued']);
    const { job_id, plan_id } = answer.body;
    const { body: plan } = await world.call('GET', `/v1/bulk/plans/${plan_id}`);
    assert.deepEqual([plan.status, plan.job_id, plan.operation, plan.digest], ['preparing', job_id, 'rotate', null]);
    const nothing = { device_id: null, platform_id: null, status: null };
    assert.deepEqual(plan.selector, { ...nothing, ...selector });
    const job = await jobOf(job_id);
    assert.deepEqual([job.plan_id, job.reason, job.ticket_id, job.bulk], [plan_id, 'Yearly rotation', 'CHG-7', null]);
    const [record, ...others] = await api.store.auditCollection().find({ job_id }).toArray();
    assert.equal(others.length, 0);
    assert.deepEqual([record?.operation, record?.status, record?.target_id], ['bulk.preflight', 'intended', job_id]);
    assert.deepEqual([record?._id, record?.scope_id], [plan.last_event_id, world.rootScopeId]);
  });

  it('of named resources lies at the lowest scope with all of them below it', async () => {
    const [left, right] = [await world.scope(), await world.scope()];
    const device_id = await world.device();
    const one = await world.resource({ device_id, scope_id: await world.scope(left) });
    const two = await world.resource({ device_id, scope_id: left });
    const far = await world.resource({ device_id, scope_id: right });
    const scopeOf = async (resource_ids: number[]) => {
      const { plan_id } = await accepted(preflight({ resource_ids }));
      const { body } = await world.call('GET', `/v1/bulk/plans/${plan_id}`);
      assert.equal(body.selector, null);
      return body.scope_id;
    };
    assert.equal(await scopeOf([two]), left);
    assert.equal(await scopeOf([one, two]), left);
    assert.equal(await scopeOf([one, two, far]), world.rootScopeId);
  });

  it('chooses in one way, and names what is there', async () => {
    const selector = { scope_id: world.rootScopeId };
    const missing = 9_999_999;
    assertPointer(await preflight({}), '/body', /selector or resource_ids/);
    assertPointer(await preflight({ selector, resource_ids: [1] }), '/body/resource_ids', /does not go with/);
    for (const [field, noun] of [
      ['scope_id', 'scope'],
      ['device_id', 'device'],
      ['platform_id', 'platform'],
    ] as const) {
      const refused = await preflight({ selector: { ...selector, [field]: missing } });
      assertPointer(refused, `/body/selector/${field}`, new RegExp(`names no ${noun} that you can reach`));
    }
    const [mine, theirs] = [await world.resource(), await strangers.resource()];
    for (const id of [missing, theirs]) {
      const refused = await preflight({ resource_ids: [mine, id] });
      assertPointer(refused, '/body/resource_ids/1', /names no resource that you can reach/);
    }
    for (const resource_ids of [[], [mine, mine]]) {
      assertRefused(await preflight({ resource_ids }), 400, 'validation_failed');
    }
  });

  it('needs the permission of the operation as well, where all of it lies', async () => {
    const [left, right] = [await world.scope(), await world.scope()];
    const device_id = await world.device();
    const resource_ids = [
      await world.resource({ device_id, scope_id: left }),
      await world.resource({ device_id, scope_id: right }),
    ];
    const verifier = await world.person();
    const role = await world.role(['scope:read', 'resource:read', 'resource:verify']);
    const subject = { type: 'user', id: verifier.id, organizationId: 1 } as const;
    for (const scopeId of [left, right]) await grant(api.store, subject, role, { scopeId });
    const as = verifier;
    assert.equal((await preflight({ operation: 'verify', selector: { scope_id: left } }, { as })).status, 202);
    const refused = await preflight({ selector: { scope_id: left } }, { as });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /resource:rotate/);
    assertRefused(await preflight({ operation: 'verify', resource_ids }, { as }), 403, 'forbidden');
  });

  it('is bounded, until one is canceled: then its plan is, too', async () => {
    await world.endPreflights();
    const asked = [];
    const body = { operation: 'verify', selector: { scope_id: world.rootScopeId } };
    for (let count = 0; count < 5; count += 1) asked.push(await accepted(post('/v1/bulk/preflight', body)));
    assertConflict(await post('/v1/bulk/preflight', body), /\(5\)/);
    const [first] = asked;
    assert.equal((await post(`/v1/jobs/${first.job_id}/cancel`)).body.status, 'canceled');
    assert.equal((await world.call('GET', `/v1/bulk/plans/${first.plan_id}`)).body.status, 'canceled');
    const records = await api.store.auditCollection().find({ job_id: first.job_id }).sort({ _id: 1 }).toArray();
    const told = records.map(({ operation, status, target_type }) => [operation, status, target_type]);
    assert.deepEqual(told.toSorted(), [
      ['bulk.preflight', 'failed', 'job'],
      ['bulk.preflight', 'intended', 'job'],
      ['job.cancel', 'succeeded', 'job'],
    ]);
    await accepted(post('/v1/bulk/preflight', body));
  });
});

describe('a plan', () => {
  it('is shown with what policies say of it, and its items by verdict and device', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 4 }];
    const plan = await world.plan({ resources: 4, fields: limits({ canary: 2, approvals }) });
    await api.store.models.planItems.updateOne({ _id: `${plan.id}:800001` }, { $set: { verdict: 'blocked' } });
    const { body } = await world.call('GET', `/v1/bulk/plans/${plan.id}`);
    assert.deepEqual(body.limits, { canary: 2, failure_budget: NO_BUDGET, approvals });
    assert.deepEqual([body.digest, body.counts.ready, body.actor], [plan.digest, 4, 'admin']);
    const positions = async (filter: string) => {
      const { items } = (await world.call('GET', `/v1/bulk/plans/${plan.id}/items?${filter}`)).body;
      return items.map(({ position }: { position: number }) => position);
    };
    assert.deepEqual(await positions(''), [1, 2, 3, 4]);
    assert.deepEqual(await positions('verdict=blocked'), [2]);
    assert.deepEqual(await positions('verdict=ready&device_id=700000'), [1, 3]);
    assertRefused(await strangers.call('GET', `/v1/bulk/plans/${plan.id}/items`), 404, 'not_found');
  });

  it('is listed without the thousands of resources that were named', async () => {
    const ids = [1, 2, 3];
    const none = { scope_id: null, device_id: null, platform_id: null, type: null, status: null, rotated_before: null };
    const { id } = await world.plan({ fields: { selector: { ...none, resource_ids: ids } } });
    const chosen = await world.plan({ operation: 'verify' });
    const { plans } = (await world.call('GET', '/v1/bulk/plans?status=ready&limit=2')).body;
    const shown = plans.map((plan: { id: number; selector: object | null }) => [plan.id, plan.selector === null]);
    assert.deepEqual(shown, [
      [chosen.id, false],
      [id, true],
    ]);
    const verifications = (await world.call('GET', '/v1/bulk/plans?operation=verify')).body.plans;
    assert.ok(verifications.every(({ operation }: { operation: string }) => operation === 'verify'));
  });
});

describe('asking for work by a plan', () => {
  const rotate = async (outline: Parameters<World['plan']>[0], body: object = {}) => {
    const { id: plan_id, digest } = await world.plan(outline);
    return post('/v1/bulk/rotate', { plan_id, digest, ...body });
  };

  it('writes a job with the defaults, and moves the plan so that nobody else carries it out', async () => {
    const plan = await world.plan({
      resources: 30,
      fields: { counts: { pending: 0, ready: 24, warned: 2, blocked: 4 } },
    });
    const body = { plan_id: plan.id, digest: plan.digest, reason: 'Yearly rotation', ticket_id: 'CHG-7' };
    const answer = await accepted(post('/v1/bulk/rotate', body));
    const { job_id, ...rest } = answer;
    assert.deepEqual(rest, { plan_id: plan.id, operation: 'bulk_rotate', status: 'queued', approval_id: null });
    const job = await jobOf(job_id);
    assert.deepEqual([job.resource_count, job.plan_id, job.resource_id], [26, plan.id, null]);
    assert.deepEqual(job.progress, { done: 0, total: 26 });
    assert.deepEqual(job.bulk.counts, { queued: 26, succeeded: 0, failed: 0, unknown: 0, canceled: 0 });
    assert.deepEqual(job.bulk.options, {
      canary: 5,
      wave_size: 500,
      max_parallel_per_device: null,
      failure_budget: { count: null, percent: 5, wave_percent: 20, per_device: null },
      start_at: null,
    });
    assert.equal((await api.store.models.jobs.findById(job_id).lean())?.dispatch, 'accepted');
    const [record] = await api.store.auditCollection().find({ job_id }).toArray();
    assert.deepEqual([record?.operation, record?.status, record?.reason], ['bulk.rotate', 'intended', job.reason]);
    assert.match(record?.change ?? '', new RegExp(`plan ${plan.id} \\(${plan.digest}\\): 26 resources, canary 5`));
    assertConflict(await post('/v1/bulk/rotate', body), new RegExp(`Job ${job_id} works by this plan`));
  });

  it('of two requests at the same moment one is taken', async () => {
    const { id: plan_id, digest } = await world.plan();
    const asked = [1, 2, 3].map(() => post('/v1/bulk/rotate', { plan_id, digest }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [202, 409, 409]);
    assert.equal(await api.store.models.jobs.countDocuments({ 'bulk.plan_id': plan_id }), 1);
  });

  it('wants exactly the plan that was looked at, while it holds', async () => {
    const { id: plan_id, digest } = await world.plan();
    const ask = (operation: string, body: object) => post(`/v1/bulk/${operation}`, { plan_id, digest, ...body });
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
    const { bulk } = await jobOf((await accepted(rotate({ fields }, body))).job_id);
    const { canary, wave_size, failure_budget, start_at } = bulk.options;
    assert.deepEqual([canary, wave_size, start_at, bulk.waiting_until], [3, 10, body.start_at, body.start_at]);
    assert.deepEqual(failure_budget, { count: null, percent: 0, wave_percent: 20, per_device: 1 });
  });

  it('waits for consent where the plan says so: the request is bound to plan, options and reason', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const answer = await accepted(rotate({ fields: limits({ approvals }) }, { reason: 'Yearly rotation' }));
    assert.equal(answer.status, 'awaiting_approval');
    const { status, approval_id } = await jobOf(answer.job_id);
    assert.deepEqual([status, approval_id], ['awaiting_approval', answer.approval_id]);
    assert.equal((await api.store.models.jobs.findById(answer.job_id).lean())?.dispatch, 'held');
    const approval = await api.store.models.approvals.findById(answer.approval_id).lean();
    assert.deepEqual([approval?.job_id, approval?.kind, approval?.status], [answer.job_id, 'consent', 'pending']);
    assert.deepEqual([approval?.asked['reason'], approval?.asked['plan_id']], ['Yearly rotation', answer.plan_id]);

    const canceled = await post(`/v1/jobs/${answer.job_id}/cancel`);
    assert.deepEqual([canceled.status, canceled.body.status], [200, 'canceled']);
    assert.equal((await api.store.models.approvals.findById(answer.approval_id).lean())?.status, 'canceled');
    // It has done nothing, so the plan is still there to be carried out.
    const { id: plan_id, digest } = (await world.call('GET', `/v1/bulk/plans/${answer.plan_id}`)).body;
    await accepted(post('/v1/bulk/rotate', { plan_id, digest }));
  });

  it('asks policies again, for what it says and for what they have come to say', async () => {
    const governed = await root.below();
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
    const [record] = await api.store.auditCollection().find({ job_id }).toArray();
    assert.equal(record?.policy?.decision, 'allowed');

    // One of them lies elsewhere by now, where other policies hold.
    const elsewhere = await governed.scope();
    const wanted = await governed.policy({ rules: { approvals: { bulk_rotate: { quorum: 1 } } } });
    await governed.policyBinding({ policy_id: wanted, target_id: elsewhere });
    const [moved] = resourceIds;
    await api.store.models.resources.updateOne({ _id: Number(moved) }, { $set: { scope_id: elsewhere } });
    assertConflict(await ask({ reason: 'Yearly rotation', ticket_id: 'CHG-7' }), /did not want when the plan was made/);
  });

  it('is bound by what policies have come to say since the plan was made, and so is its retry', async () => {
    const governed = await root.below();
    const ids = Array.from({ length: 10 }, (_, at) => 800_000 + at);
    const { id: plan_id, digest } = await governed.plan({ resourceIds: ids });
    const bind = async (rules: object) =>
      governed.policyBinding({ policy_id: await governed.policy({ rules }), target_id: governed.rootScopeId });
    const ask = (path: string, body: object) => governed.call('POST', path, { body });
    await bind({ canary: { count: 3 }, failure_budget: { count: 2 } });
    const rotate = (body: object) => ask('/v1/bulk/rotate', { plan_id, digest, ...body });
    assertPointer(await rotate({ canary: 1 }), '/body/canary', /3 or more/);
    assertPointer(await rotate({ failure_budget: { count: 3 } }), '/body/failure_budget/count', /2 or less/);
    const first = await accepted(rotate({ failure_budget: { count: 1 } }));
    assert.deepEqual([first.status, (await jobOf(first.job_id)).bulk.options.canary], ['queued', 3]);

    await endBulkJob(api.store, first.job_id, ['succeeded', 'failed', 'failed', 'failed', 'failed', 'failed']);
    await bind({ approvals: { bulk_rotate: { quorum: 1 } } });
    const again = `/v1/jobs/${first.job_id}/retry`;
    assertPointer(await ask(again, { canary: 2 }), '/body/canary', /3 or more/);
    const second = await accepted(ask(again, {}));
    assert.equal(second.status, 'awaiting_approval');
    const { canary, failure_budget } = (await jobOf(second.job_id)).bulk.options;
    assert.deepEqual([canary, failure_budget.count], [3, 1]);
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
    assert.equal((await api.store.models.jobs.findById(job_id).lean())?.dispatch, 'accepted');
    const review = await api.store.models.approvals.findById(approval_id).lean();
    assert.deepEqual([review?.kind, review?.status, review?.rules[0]?.binding_id], ['review', 'pending', 9]);
    const records = await api.store.auditCollection().find({ job_id }).toArray();
    const told = records.map(({ operation, approval_id: about }) => [operation, about]);
    assert.deepEqual(told.toSorted(), [
      ['break_glass.use', approval_id],
      ['bulk.rotate', approval_id],
    ]);
    const { id: plan_id, digest } = await world.plan({ fields });
    const operator = await api.createUser('operates', 'operator', { scopeId: world.rootScopeId });
    const refused = await post('/v1/bulk/rotate', { plan_id, digest, ...asked }, { as: operator });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /break_glass:use/);

    const closed = await root.below();
    const rules = { blackouts: [{ from: '2026-01-01T00:00:00Z', until: inHours(24) }] };
    await closed.policyBinding({ policy_id: await closed.policy({ rules }), target_id: closed.rootScopeId });
    const made = await closed.plan({ resourceIds: [await closed.resource()] });
    const body = { plan_id: made.id, digest: made.digest, ...asked };
    assert.equal(typeof (await accepted(closed.call('POST', '/v1/bulk/rotate', { body }))).approval_id, 'number');
  });

  it('needs the permission of the operation where the plan lies', async () => {
    const viewer = await api.createUser('looks', 'viewer', { scopeId: world.rootScopeId });
    const { id: plan_id, digest } = await world.plan();
    assertRefused(await post('/v1/bulk/rotate', { plan_id, digest }, { as: viewer }), 403, 'forbidden');
    const elsewhere = await api.createUser('works elsewhere', 'operator', { scopeId: await root.scope() });
    const answer = await post('/v1/bulk/rotate', { plan_id, digest }, { as: elsewhere });
    assertPointer(answer, '/body/plan_id', /names no plan that you can reach/);
    // Whoever cannot see plans learns of none: it looks as if it were not there.
    const blind = await world.person();
    const subject = { type: 'user', id: blind.id, organizationId: 1 } as const;
    await grant(api.store, subject, await world.role(['scope:read']), { scopeId: world.rootScopeId });
    await grant(api.store, subject, await world.role(['resource:rotate']), { scopeId: await world.scope() });
    const [there, missing] = [
      await post('/v1/bulk/rotate', { plan_id, digest }, { as: blind }),
      await post('/v1/bulk/rotate', { plan_id: 9_999_999, digest }, { as: blind }),
    ];
    assertPointer(there, '/body/plan_id', /names no plan that you can reach/);
    assert.deepEqual([there.status, there.body.detail], [missing.status, missing.body.detail]);
  });
});

describe('a job by a plan', () => {
  const standing = (id: number, fields: object) =>
    api.store.models.jobs.updateOne({ _id: id }, { $set: { started_at: new Date(), dispatch: 'started', ...fields } });
  const revisionOf = async (id: number) => (await api.store.models.jobs.findById(id).lean())?.revision;

  it('is paused and resumed, and repeats change nothing', async () => {
    const id = await world.bulkJob();
    const paused = await post(`/v1/jobs/${id}/pause`);
    assert.deepEqual([paused.status, paused.body.status, paused.body.bulk.pause_requested], [200, 'queued', true]);
    const revision = await revisionOf(id);
    assert.deepEqual((await post(`/v1/jobs/${id}/pause`)).body, paused.body);
    assert.equal(await revisionOf(id), revision);

    // Temporal is away here: what is wanted is stored all the same.
    await until('a line of the log', async () =>
      api.log.find((line) => line.includes('could not be told of a change')),
    );
    await standing(id, { status: 'paused', 'bulk.paused': { kind: 'requested', detail: 'somebody has asked for it' } });
    const resumed = await post(`/v1/jobs/${id}/resume`);
    const { pause_requested, paused: why } = resumed.body.bulk;
    assert.deepEqual([resumed.status, resumed.body.status, pause_requested, why], [200, 'running', false, null]);
    assert.deepEqual((await post(`/v1/jobs/${id}/resume`)).body, resumed.body);
    const orders = await api.store
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
      const id = await world.bulkJob();
      await standing(id, { status: 'paused', 'bulk.paused': paused });
      await post(`/v1/jobs/${id}/resume`);
      return (await api.store.models.jobs.findById(id).lean())?.bulk?.resumed_at;
    };
    assert.equal(await forgivenAt({ kind: 'requested', detail: '' }), null);
    assert.ok((await forgivenAt({ kind: 'failure_budget', detail: '', device_id: 4 })) instanceof Date);
    assert.ok((await forgivenAt({ kind: 'canary', detail: '' })) instanceof Date);
  });

  it('tells its pace since it last went on, while it runs', async () => {
    const id = await world.bulkJob({ resources: 100 });
    const counts = { queued: 60, succeeded: 38, failed: 1, unknown: 1, canceled: 0 };
    const [at, updated_at] = [new Date(Date.now() - 2 * 60_000), new Date()];
    await standing(id, { status: 'running', updated_at, 'bulk.counts': counts, 'bulk.pace_since': { at, ended: 20 } });
    const { bulk, progress } = await jobOf(id);
    assert.deepEqual([bulk.rate_per_minute, bulk.estimated_seconds_left], [10, 360]);
    assert.deepEqual(progress, { done: 40, total: 100 });
    await standing(id, { status: 'paused' });
    assert.equal((await jobOf(id)).bulk.rate_per_minute, null);
  });

  it('is paused and resumed by those who may, and as long as it has not ended', async () => {
    const id = await world.bulkJob();
    const person = await world.person();
    const subject = { type: 'user', id: person.id, organizationId: 1 } as const;
    const role = await world.role(['job:read', 'job:cancel', 'resource:verify']);
    await grant(api.store, subject, role, { scopeId: world.rootScopeId });
    assert.equal((await post(`/v1/jobs/${id}/pause`, undefined, { as: person })).status, 200);
    const refused = await post(`/v1/jobs/${id}/resume`, undefined, { as: person });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /resource:rotate/);
    assertRefused(await post(`/v1/jobs/${id}/retry`, undefined, { as: person }), 403, 'forbidden');
    assert.equal((await post(`/v1/jobs/${id}/cancel`)).body.status, 'canceled');
    for (const verb of ['pause', 'resume']) assertConflict(await post(`/v1/jobs/${id}/${verb}`), /ended already/);
    const single = await world.job();
    for (const verb of ['pause', 'resume', 'retry']) {
      assertConflict(await post(`/v1/jobs/${single}/${verb}`), /carries out no plan/);
    }
  });

  it('ends at once while nobody has begun it, and is asked to stop afterwards', async () => {
    const queued = await world.bulkJob();
    const { status, body } = await post(`/v1/jobs/${queued}/cancel`);
    assert.deepEqual([status, body.status, body.bulk.counts.canceled], [200, 'canceled', 3]);
    for (const state of ['running', 'paused']) {
      const id = await world.bulkJob();
      await standing(id, { status: state });
      const asked = await post(`/v1/jobs/${id}/cancel`);
      assert.deepEqual([asked.status, asked.body.status, asked.body.cancel_requested], [202, state, true]);
    }
  });

  it('is watched by its counts', async () => {
    const id = await world.bulkJob();
    const leave = new AbortController();
    const response = await fetch(new URL(`/v1/jobs/${id}/events`, api.baseUrl), {
      headers: { Authorization: authorizationOf(world.admin) },
      signal: leave.signal,
    });
    const text = response.text();
    await api.store.models.jobs.updateOne(
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
    const id = await world.endedBulkJob();
    const itemsOf = async (filter: string) => (await world.call('GET', `/v1/jobs/${id}/items?${filter}`)).body.items;
    const [item, ...others] = await itemsOf('status=failed&code=unreachable');
    assert.equal(others.length, 0);
    assert.deepEqual([item.resource_id, item.wave, item.device_id], [800_001, 1, 700_000]);
    assert.equal((await itemsOf('status=canceled')).length, 1);
    assert.equal((await itemsOf('code=timeout')).length, 0);
  });
});

describe('doing again what failed', () => {
  const retry = (id: number, body?: object) => post(`/v1/jobs/${id}/retry`, body);

  it('takes what failed, was canceled or is unknown, as it was done before', async () => {
    const id = await world.bulkJob({ resources: 30 });
    assertConflict(await retry(id), /has not ended: it is queued/);
    await endBulkJob(api.store, id, ['succeeded', 'failed', 'unknown', 'canceled', 'succeeded']);
    const plan_id = (await jobOf(id)).plan_id;
    // What was planned a while ago is held against the plan all the same.
    await api.store.models.plans.updateOne({ _id: plan_id }, { $set: { expires_at: new Date(0) } });
    const answer = await accepted(retry(id, { wave_size: 7, reason: 'The database is back' }));
    assert.deepEqual([answer.plan_id, answer.operation, answer.approval_id], [plan_id, 'bulk_rotate', null]);
    const again = await jobOf(answer.job_id);
    assert.deepEqual([again.resource_count, again.reason, again.bulk.retry_of], [3, 'The database is back', id]);
    assert.deepEqual([again.bulk.options.canary, again.bulk.options.wave_size], [0, 7]);
    assert.equal(again.bulk.options.failure_budget.percent, 5);
    const [record] = await api.store.auditCollection().find({ job_id: answer.job_id }).toArray();
    assert.deepEqual([record?.operation, record?.status, record?.target_id], ['job.retry', 'intended', answer.job_id]);

    assertConflict(await retry(id), new RegExp(`Job ${answer.job_id} works by this plan`));
    await endBulkJob(api.store, answer.job_id, ['succeeded', 'failed', 'succeeded']);
    assertConflict(await retry(id), new RegExp(`Job ${answer.job_id} has worked on what job ${id} left`));
    assert.equal((await jobOf((await accepted(retry(answer.job_id))).job_id)).resource_count, 1);
  });

  it('is all that is left of a plan that was carried out', async () => {
    const { id: plan_id, digest } = await world.plan();
    const first = await accepted(post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(api.store, first.job_id, ['succeeded', 'succeeded', 'succeeded']);
    assertConflict(await post('/v1/bulk/rotate', { plan_id, digest }), /has worked by this plan.*retry/);
    assertConflict(await retry(first.job_id), /left nothing/);
  });

  it('does not go by a job that was canceled before its start came: the plan is free again', async () => {
    const { id: plan_id, digest } = await world.plan();
    const first = await accepted(post('/v1/bulk/rotate', { plan_id, digest, start_at: inHours(1) }));
    // A worker has written its items, and waited.
    await endBulkJob(api.store, first.job_id, ['canceled', 'canceled', 'canceled'], 0);
    assertConflict(await retry(first.job_id), /before it began/);
    const second = await accepted(post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(api.store, second.job_id, ['failed', 'succeeded', 'succeeded']);
    const third = await accepted(retry(second.job_id, { start_at: inHours(1) }));
    await endBulkJob(api.store, third.job_id, ['canceled'], 0);
    await accepted(retry(second.job_id));
  });

  it('begins with the canary that a policy wants, and asks for consent anew', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const { id: plan_id, digest } = await world.plan({ fields: limits({ canary: 1, approvals }) });
    const first = await accepted(post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(api.store, first.job_id, ['failed', 'canceled', 'canceled']);
    assertPointer(await retry(first.job_id, { canary: 0 }), '/body/canary', /1 or more/);
    const second = await accepted(retry(first.job_id));
    assert.equal(second.status, 'awaiting_approval');
    assert.notEqual(second.approval_id, first.approval_id);
    assert.equal((await jobOf(second.job_id)).bulk.options.canary, 1);
    const approval = await api.store.models.approvals.findById(second.approval_id).lean();
    assert.equal(approval?.asked['retry_of'], first.job_id);
  });

  it('does not go by a job that ended before it began', async () => {
    const id = await world.bulkJob();
    await post(`/v1/jobs/${id}/cancel`);
    assertConflict(await retry(id), /before it began/);
  });
});
