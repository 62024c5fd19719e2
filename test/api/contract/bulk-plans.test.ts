/** Preflights and plans as far as the API goes: what is written, what is refused, what is shown. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CallAnswer, type CallOptions, grant } from '../../support/api-harness.ts';
import { assertRefused } from './assert-refused.ts';
import { accepted, assertConflict, assertPointer, BulkDesk, limits, NO_BUDGET, RULE } from './bulk-desk.ts';
import type { World } from './world.ts';

let desk: BulkDesk;
let strangers: World;

before(async () => {
  desk = await BulkDesk.open();
  strangers = await desk.strangers();
});
after(() => desk.close());

describe('a preflight', () => {
  async function preflight(body: object, options: CallOptions = {}): Promise<CallAnswer> {
    await desk.world.endPreflights();
    return desk.post('/v1/bulk/preflight', { operation: 'rotate', ...body }, options);
  }

  it('writes job, plan and record together', async () => {
    const selector = {
      scope_id: desk.world.rootScopeId,
      type: 'postgres_role',
      rotated_before: '2026-01-01T00:00:00Z',
    };
    const options = { canary_percent: 1, failure_budget: { percent: 2 } };
    const answer = await preflight({ selector, reason: 'Yearly rotation', ticket_id: 'CHG-7', options });
    assert.deepEqual([answer.status, answer.body.operation, answer.body.status], [202, 'bulk_preflight', 'queued']);
    const { job_id, plan_id } = answer.body;
    const { body: plan } = await desk.world.call('GET', `/v1/bulk/plans/${plan_id}`);
    assert.deepEqual([plan.status, plan.job_id, plan.operation, plan.digest], ['preparing', job_id, 'rotate', null]);
    const nothing = { device_id: null, platform_id: null, status: null };
    assert.deepEqual(plan.selector, { ...nothing, ...selector });
    assert.deepEqual(plan.options, options);
    const job = await desk.job(job_id);
    assert.deepEqual([job.plan_id, job.reason, job.ticket_id, job.bulk], [plan_id, 'Yearly rotation', 'CHG-7', null]);
    const [record, ...others] = await desk.api.store.auditCollection().find({ job_id }).toArray();
    assert.equal(others.length, 0);
    assert.deepEqual([record?.operation, record?.status, record?.target_id], ['bulk.preflight', 'intended', job_id]);
    assert.deepEqual([record?._id, record?.scope_id], [plan.last_event_id, desk.world.rootScopeId]);
  });

  it('of named resources lies at the lowest scope with all of them below it', async () => {
    const [left, right] = [await desk.world.scope(), await desk.world.scope()];
    const device_id = await desk.world.device();
    const one = await desk.world.resource({ device_id, scope_id: await desk.world.scope(left) });
    const two = await desk.world.resource({ device_id, scope_id: left });
    const far = await desk.world.resource({ device_id, scope_id: right });
    const scopeOf = async (resource_ids: number[]) => {
      const { plan_id } = await accepted(preflight({ resource_ids }));
      const { body } = await desk.world.call('GET', `/v1/bulk/plans/${plan_id}`);
      assert.equal(body.selector, null);
      return body.scope_id;
    };
    assert.equal(await scopeOf([two]), left);
    assert.equal(await scopeOf([one, two]), left);
    assert.equal(await scopeOf([one, two, far]), desk.world.rootScopeId);
  });

  it('chooses in one way, and names what is there', async () => {
    const selector = { scope_id: desk.world.rootScopeId };
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
    const [mine, theirs] = [await desk.world.resource(), await strangers.resource()];
    for (const id of [missing, theirs]) {
      const refused = await preflight({ resource_ids: [mine, id] });
      assertPointer(refused, '/body/resource_ids/1', /names no resource that you can reach/);
    }
    for (const resource_ids of [[], [mine, mine]]) {
      assertRefused(await preflight({ resource_ids }), 400, 'validation_failed');
    }
  });

  it('needs the permission of the operation as well, where all of it lies', async () => {
    const [left, right] = [await desk.world.scope(), await desk.world.scope()];
    const device_id = await desk.world.device();
    const resource_ids = [
      await desk.world.resource({ device_id, scope_id: left }),
      await desk.world.resource({ device_id, scope_id: right }),
    ];
    const verifier = await desk.world.person();
    const role = await desk.world.role(['scope:read', 'resource:read', 'resource:verify']);
    const subject = { type: 'user', id: verifier.id, organizationId: 1 } as const;
    for (const scopeId of [left, right]) await grant(desk.api.store, subject, role, { scopeId });
    const as = verifier;
    assert.equal((await preflight({ operation: 'verify', selector: { scope_id: left } }, { as })).status, 202);
    const refused = await preflight({ selector: { scope_id: left } }, { as });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /resource:rotate/);
    assertRefused(await preflight({ operation: 'verify', resource_ids }, { as }), 403, 'forbidden');
  });

  it('is bounded, until one is canceled: then its plan is, too', async () => {
    await desk.world.endPreflights();
    const asked = [];
    const body = { operation: 'verify', selector: { scope_id: desk.world.rootScopeId } };
    for (let count = 0; count < 5; count += 1) asked.push(await accepted(desk.post('/v1/bulk/preflight', body)));
    assertConflict(await desk.post('/v1/bulk/preflight', body), /\(5\)/);
    const [first] = asked;
    assert.equal((await desk.post(`/v1/jobs/${first.job_id}/cancel`)).body.status, 'canceled');
    assert.equal((await desk.world.call('GET', `/v1/bulk/plans/${first.plan_id}`)).body.status, 'canceled');
    const records = await desk.api.store.auditCollection().find({ job_id: first.job_id }).sort({ _id: 1 }).toArray();
    const told = records.map(({ operation, status, target_type }) => [operation, status, target_type]);
    assert.deepEqual(told.toSorted(), [
      ['bulk.preflight', 'failed', 'job'],
      ['bulk.preflight', 'intended', 'job'],
      ['job.cancel', 'succeeded', 'job'],
    ]);
    await accepted(desk.post('/v1/bulk/preflight', body));
  });
});

describe('a plan', () => {
  it('is shown with what policies say of it, and its items by verdict and device', async () => {
    const approvals = [{ rule: RULE, policy_id: 3, version: 2, binding_id: 9, resources: 4 }];
    const plan = await desk.world.plan({ resources: 4, fields: limits({ canary: 2, approvals }) });
    await desk.api.store.models.planItems.updateOne({ _id: `${plan.id}:800001` }, { $set: { verdict: 'blocked' } });
    const { body } = await desk.world.call('GET', `/v1/bulk/plans/${plan.id}`);
    assert.deepEqual(body.limits, { canary: 2, failure_budget: NO_BUDGET, approvals });
    assert.deepEqual([body.digest, body.counts.ready, body.actor], [plan.digest, 4, 'admin']);
    const positions = async (filter: string) => {
      const { items } = (await desk.world.call('GET', `/v1/bulk/plans/${plan.id}/items?${filter}`)).body;
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
    const { id } = await desk.world.plan({ fields: { selector: { ...none, resource_ids: ids } } });
    const chosen = await desk.world.plan({ operation: 'verify' });
    const { plans } = (await desk.world.call('GET', '/v1/bulk/plans?status=ready&limit=2')).body;
    const shown = plans.map((plan: { id: number; selector: object | null }) => [plan.id, plan.selector === null]);
    assert.deepEqual(shown, [
      [chosen.id, false],
      [id, true],
    ]);
    const verifications = (await desk.world.call('GET', '/v1/bulk/plans?operation=verify')).body.plans;
    assert.ok(verifications.every(({ operation }: { operation: string }) => operation === 'verify'));
  });
});
