/** Policies as code: the set comes out as it goes in, a plan says what changes, and only a plan that holds is carried out. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ScopeDocument } from '../../../store/models/inventory.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { World } from './world.ts';

let api: ApiHarness;
let world: World;
let made = 0;

before(async () => {
  api = await startApi();
});
after(() => api.close());
beforeEach(async () => {
  made += 1;
  const { admin } = await api.createOrganization(`set-${made}`);
  world = await World.enter(api, admin);
});

const read = async () => (await world.call('GET', '/v1/policy-set')).body;
const put = (policies: readonly object[], fields: object = { dry_run: true }) =>
  world.call('PUT', '/v1/policy-set', { body: { ...fields, policies } });

async function apply(policies: readonly object[]) {
  const { body } = await put(policies);
  const applied = await put(policies, { dry_run: false, plan_digest: body.digest });
  assert.deepEqual([applied.status, applied.body.applied], [200, true], JSON.stringify(applied.body));
  return applied.body;
}

/** Directly below the root, in the order of their names. */
async function manyScopes(count: number) {
  const root = await api.store.models.scopes.findById(world.rootScopeId).lean<ScopeDocument>();
  assert.ok(root);
  const first = await api.store.nextIds('scope', count);
  const scopes = Array.from({ length: count }, (_, at) => ({
    ...root,
    _id: first + at,
    name: `many-${String(at).padStart(5, '0')}`,
    parent_id: root._id,
    ancestors: [root._id],
  }));
  await api.store.models.scopes.insertMany(scopes);
  await api.store.models.organizations.updateOne({ _id: root.organization_id }, { $inc: { access_epoch: 1 } });
  return scopes;
}

const actions = (changes: readonly { action: string; policy: string }[]) =>
  changes.map(({ action, policy }) => `${action} ${policy}`);

const STRICT = {
  name: 'strict',
  description: 'For production.',
  rules: { reason_required: true, approvals: { rotate: { quorum: 2 } } },
  conditions: 'forbid(principal, action, resource) when { resource.username == "root" };',
  bindings: [{ scope: '/' }],
};
const LOOSE = { name: 'loose', rules: { rotation_interval_days: 90, canary: { count: 5 } }, bindings: [] };

describe('a policy set', () => {
  it('comes out as it went in, and then nothing is left to change', async () => {
    const name = 'a/b~c';
    const scope = (await world.create('/v1/scopes', { name, parent_id: world.rootScopeId })).id;
    const resource = await world.resource();
    const { public_id: publicId } = (await world.call('GET', `/v1/resources/${resource}`)).body;
    const bound = { ...LOOSE, bindings: [{ scope: '/a~1b~0c' }, { resource: publicId }] };
    await apply([bound, STRICT]);
    const set = await read();
    assert.deepEqual(
      set.policies.map((policy: { name: string; bindings: object[] }) => [policy.name, policy.bindings]),
      [
        ['loose', bound.bindings],
        ['strict', STRICT.bindings],
      ],
    );
    assert.equal(set.policies[1].rules.approvals.rotate.quorum, 2);
    assert.deepEqual((await put(set.policies)).body.changes, []);
    const { rules } = (await world.call('GET', `/v1/resources/${resource}/effective-policy`)).body;
    assert.ok(rules.some(({ rule }: { rule: string }) => rule === 'rotation_interval_days'));
    const found = await api.store.models.policyBindings.findOne({ target_type: 'scope', target_id: scope }).lean();
    assert.equal(found?.status, 'active');
  });

  it('of very many bindings comes out as it went in, and ends at once', async () => {
    const scopes = await manyScopes(2_100);
    const bindings = scopes.map(({ name }) => ({ scope: `/${name}` }));
    const everywhere = { ...LOOSE, bindings };
    const { changes } = await apply([everywhere]);
    assert.equal(changes.length, 2_101);
    const set = await read();
    assert.deepEqual(set.policies[0].bindings, bindings);
    assert.deepEqual((await put(set.policies)).body.changes, []);
    const ids = await api.store.models.policyBindings.distinct('target_id', { status: 'active' });
    assert.deepEqual(
      scopes.filter(({ _id }) => !ids.includes(_id)),
      [],
    );
    const ended = await apply([{ ...LOOSE, bindings: bindings.slice(0, 1) }]);
    assert.deepEqual([...new Set(actions(ended.changes))], ['unbind loose']);
    assert.deepEqual((await read()).policies[0].bindings, bindings.slice(0, 1));
  });

  it('cannot come to more bindings than an organization may have', async () => {
    const scopes = await manyScopes(101);
    const bindings = scopes.map(({ name }) => ({ scope: `/${name}` }));
    const many = Array.from({ length: 199 }, (_, at) => ({ name: `policy ${at}`, rules: {}, bindings }));
    const { status, body } = await put(many);
    assert.deepEqual([status, body.errors[0].pointer], [422, '/body/policies']);
    assert.match(body.errors[0].detail, /20099 bindings.*may have 20000/);
  });

  it('is planned before it is applied, and the plan changes nothing', async () => {
    const resource = await world.resource();
    const plan = (await put([STRICT, LOOSE])).body;
    assert.deepEqual(actions(plan.changes), ['create strict', 'create loose', 'bind strict']);
    assert.deepEqual([plan.applied, plan.affected_resources], [false, 1]);
    const { public_id, name } = (await world.call('GET', `/v1/resources/${resource}`)).body;
    assert.deepEqual(plan.resources, [{ resource_id: resource, public_id, name }]);
    assert.equal(plan.next_resources_after, null);
    assert.deepEqual((await read()).policies, []);
  });

  it('names what it concerns a hundred at a time', async () => {
    const first = await world.resource();
    const one = await api.store.models.resources.findById(first).lean();
    assert.ok(one);
    const from = await api.store.nextIds('resource', 100);
    const copies = Array.from({ length: 100 }, (_, at) => {
      return { ...one, _id: from + at, public_id: `res_copy_${from + at}`, name: `copy ${at}`, username: `copy${at}` };
    });
    await api.store.models.resources.insertMany(copies);
    const page = (await put([STRICT])).body;
    assert.deepEqual([page.affected_resources, page.resources.length], [101, 100]);
    const rest = (await put([STRICT], { dry_run: true, resources_after: page.next_resources_after })).body;
    assert.deepEqual([rest.digest, rest.next_resources_after], [page.digest, null]);
    const ids = [...page.resources, ...rest.resources].map(({ resource_id: id }: { resource_id: number }) => id);
    assert.deepEqual(ids, [first, ...copies.map(({ _id }) => _id)]);
  });

  it('goes into another organization with its groups by name, and is refused where one is not there', async () => {
    const rules = {
      approvals: {
        rotate: {
          quorum: 1,
          approver_groups: ['operations'],
          escalation: { after_minutes: 60, groups: ['managers'] },
        },
      },
    };
    const shared = { ...LOOSE, rules };
    const groups = ['operations', 'managers'] as const;
    for (const name of groups) await world.create('/v1/groups', { name });
    await apply([shared]);
    const { policies } = await read();
    const { approver_groups, escalation, approver_group_ids } = policies[0].rules.approvals.rotate;
    assert.deepEqual(
      [approver_groups, escalation.groups, approver_group_ids],
      [['operations'], ['managers'], undefined],
    );
    assert.deepEqual((await put(policies)).body.changes, []);

    const { admin } = await api.createOrganization(`set-${made}-elsewhere`);
    world = await World.enter(api, admin);
    await world.create('/v1/groups', { name: 'operations' });
    const refused = await put(policies);
    const pointer = '/body/policies/0/rules/approvals/rotate/escalation/groups/0';
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, pointer]);
    const { id } = await world.create('/v1/groups', { name: 'managers' });
    await apply(policies);
    const { body } = await world.call('GET', '/v1/policies?name=loose');
    assert.deepEqual(body.policies[0].rules.approvals.rotate.escalation.group_ids, [id]);
  });

  it('goes back in though a group that it names was deactivated, which no other policy can begin to name', async () => {
    const rules = { approvals: { rotate: { quorum: 1, approver_groups: ['operations'] } } };
    const { id } = await world.create('/v1/groups', { name: 'operations' });
    await apply([{ ...LOOSE, rules }]);
    assert.equal((await world.call('POST', `/v1/groups/${id}/deactivate`)).status, 200);
    const { policies } = await read();
    const again = await put(policies);
    assert.deepEqual([again.status, again.body.changes], [200, []]);
    await apply([{ ...policies[0], description: 'Asks nobody for now.' }]);
    const refused = await put([...policies, { ...LOOSE, name: 'other', rules }]);
    const pointer = '/body/policies/1/rules/approvals/rotate/approver_groups/0';
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, pointer]);
  });

  it('ends what it leaves out, and takes it up again', async () => {
    await apply([STRICT, LOOSE]);
    const gone = await apply([LOOSE]);
    assert.deepEqual(actions(gone.changes), ['unbind strict', 'deactivate strict']);
    const changed = { ...STRICT, rules: { reason_required: false } };
    const back = await apply([changed, LOOSE]);
    assert.deepEqual(actions(back.changes), ['change strict', 'activate strict', 'bind strict']);
    const { body } = await world.call('GET', '/v1/policies?name=strict');
    assert.deepEqual([body.policies[0].version, body.policies[0].status], [2, 'active']);
  });

  it('can exchange two policies at one place, in one transaction', async () => {
    const other = { ...LOOSE, rules: { reason_required: false }, bindings: [] as object[] };
    await apply([STRICT, other]);
    await apply([
      { ...STRICT, bindings: [] },
      { ...other, bindings: [{ scope: '/' }] },
    ]);
    const { policies } = await read();
    assert.deepEqual(
      policies.map(({ bindings }: { bindings: object[] }) => bindings.length),
      [1, 0],
    );
  });

  it('is refused where the plan does not hold any more', async () => {
    const { digest } = (await put([STRICT])).body;
    assert.equal((await put([STRICT, LOOSE], { dry_run: false, plan_digest: digest })).status, 409, 'another set');
    await apply([STRICT]);
    const plan = (await put([LOOSE])).body;
    const { body } = await world.call('GET', '/v1/policies?name=strict');
    await world.call('PATCH', `/v1/policies/${body.policies[0].id}`, { body: { description: 'Changed meanwhile.' } });
    const refused = await put([LOOSE], { dry_run: false, plan_digest: plan.digest });
    assert.deepEqual([refused.status, refused.body.code], [409, 'conflict']);
    assert.equal((await read()).policies.length, 1);
  });

  it('is carried out once, where the same plan is applied twice at the same time', async () => {
    const { digest } = (await put([STRICT])).body;
    const both = await Promise.all([1, 2].map(() => put([STRICT], { dry_run: false, plan_digest: digest })));
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  });

  for (const [what, policies, pointer] of [
    ['a name twice', [LOOSE, LOOSE], '/body/policies/1/name'],
    [
      'a scope that is not there',
      [{ ...LOOSE, bindings: [{ scope: '/nowhere' }] }],
      '/body/policies/0/bindings/0/scope',
    ],
    [
      'a resource that is not there',
      [{ ...LOOSE, bindings: [{ resource: 'res_00000000000000000000000000' }] }],
      '/body/policies/0/bindings/0/resource',
    ],
    ['a target twice', [{ ...LOOSE, bindings: [{ scope: '/' }, { scope: '/' }] }], '/body/policies/0/bindings'],
    ['one rule twice at one place', [STRICT, { ...STRICT, name: 'other' }], '/body/policies/1/bindings/0'],
    [
      'a pattern that is none',
      [LOOSE, { ...STRICT, rules: { ticket_required: { pattern: '(' } } }],
      '/body/policies/1/rules/ticket_required/pattern',
    ],
  ] as const) {
    it(`cannot hold ${what}`, async () => {
      const { status, body } = await put(policies);
      assert.deepEqual([status, body.errors[0].pointer], [422, pointer], JSON.stringify(body));
    });
  }

  it('is not applied without a plan', async () => {
    assert.equal((await put([], { dry_run: false })).body.errors[0].pointer, '/body/plan_digest');
  });
});
