/** Policies, their versions and bindings, and what they do to requests. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { components } from '../../../api/generated/openapi.ts';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { publishInboxKey, World } from './world.ts';

type ShownRule = components['schemas']['EffectivePolicy']['rules'][number];
type ShownChange = NonNullable<components['schemas']['PolicyEvaluation']['impact']>['changed'][number];

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
});
after(() => api.close());

async function bind(rules: object, target: object, fields: object = {}): Promise<{ policy: number; binding: number }> {
  const policy = await world.policy({ rules, ...fields });
  return { policy, binding: await world.policyBinding({ policy_id: policy, ...target }) };
}

/** A scope below the root with a resource in it that can be rotated. */
async function place() {
  const below = await world.below();
  const resource = await below.resource();
  await below.credential(resource);
  return { scope: below.rootScopeId, resource };
}

const toScope = (id: number) => ({ target_type: 'scope', target_id: id });
const toResource = (id: number) => ({ target_type: 'resource', target_id: id });
const rotate = (id: number, body: object = {}) => world.call('POST', `/v1/resources/${id}/rotate`, { body });
const effective = async (id: number) => (await world.call('GET', `/v1/resources/${id}/effective-policy`)).body;

function assertPointers(answer: CallAnswer, pointers: readonly string[], code = 'unprocessable'): void {
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  assert.deepEqual(
    answer.body.errors.map(({ pointer }: { pointer: string }) => pointer),
    pointers,
  );
}

describe('a policy', () => {
  it('is written and bound as integrations know it', async () => {
    const written = await world.call('POST', '/v1/policies', {
      body: {
        name: 'Production Linux privileged access',
        description: 'Requires reason, verification, and controlled session access for production Linux accounts.',
        rules: {
          reason_required: true,
          verification_required: true,
          connect_allowed: true,
          rotation_interval_days: 30,
        },
      },
    });
    assert.equal(written.status, 201);
    const { id, name, status, version } = written.body;
    assert.deepEqual([name, status, version], ['Production Linux privileged access', 'active', 1]);
    const { scope, resource } = await place();
    const bound = await world.call('POST', '/v1/policy-bindings', { body: { policy_id: id, ...toScope(scope) } });
    const { target_type, target_id, policy_id, effective: isEffective } = bound.body;
    assert.deepEqual([bound.status, policy_id, target_type, target_id, isEffective], [201, id, 'scope', scope, true]);
    assert.equal((await world.call('GET', `/v1/resources/${resource}`)).body.policy_id, id);
    const { body: list } = await world.call('GET', `/v1/resources?scope_id=${scope}`);
    assert.deepEqual(
      list.map((row: { policy_id: number }) => row.policy_id),
      [id],
    );
  });

  it('keeps every version, and what changed is on record by the names of rules', async () => {
    const id = await world.policy({ rules: { reason_required: true, rotation_interval_days: 30 } });
    const body = { rules: { reason_required: true, rotation_interval_days: 14 } };
    const changed = await world.call('PATCH', `/v1/policies/${id}`, { body });
    assert.deepEqual([changed.status, changed.body.version], [200, 2]);
    assert.equal((await world.call('PATCH', `/v1/policies/${id}`, { body })).body.version, 2, 'nothing has changed');
    await world.call('PATCH', `/v1/policies/${id}`, { body: { description: 'Twice a month.' } });
    const { body: history } = await world.call('GET', `/v1/policies/${id}/versions`);
    assert.deepEqual(
      history.versions.map(({ version, rules }: { version: number; rules: object }) => [version, rules]),
      [
        [2, body.rules],
        [1, { reason_required: true, rotation_interval_days: 30 }],
      ],
    );
    const record = await api.store.auditCollection().findOne({ _id: changed.body.last_event_id });
    assert.equal(record?.change, 'changed: rules (rotation_interval_days); version 2');
  });

  it('says of sessions what may be done in them, and shows it as it was written', async () => {
    const rules = {
      connect_allowed: true,
      session_max_minutes: 30,
      session_idle_minutes: 5,
      session_recording: true,
      session_input_recording: false,
      session_activities: ['shell', 'upload'],
      session_forwards: ['db.internal:5432', '[2001:db8::1]:22'],
      session_moderated: { wait_minutes: 5, grace_seconds: 30 },
      rotate_after_session: true,
    };
    const { scope, resource } = await place();
    const { policy } = await bind(rules, toScope(scope));
    assert.deepEqual((await world.call('GET', `/v1/policies/${policy}`)).body.rules, rules);
    const shown: ShownRule[] = (await effective(resource)).rules;
    assert.deepEqual(Object.fromEntries(shown.map(({ rule, value }) => [rule, value])), rules);
  });

  for (const [what, rules] of [
    ['an unknown rule', { reason_needed: true }],
    ['an unknown member of a rule', { canary: { size: 4 } }],
    ['a value of another type', { rotation_interval_days: '30' }],
    ['a budget without a bound', { failure_budget: {} }],
    [
      'a window at no time',
      { maintenance_windows: [{ days: ['mon'], start: '25:00', end: '01:00', time_zone: 'UTC' }] },
    ],
    ['sessions that are idle for no time', { session_idle_minutes: 0 }],
    ['sessions that are idle for days', { session_idle_minutes: 1441 }],
    ['sessions in which nothing may be done', { session_activities: [] }],
    ['an activity that there is not', { session_activities: ['shell', 'dance'] }],
    ['an activity twice', { session_activities: ['shell', 'shell'] }],
    ['a forward to every port', { session_forwards: ['db.internal'] }],
    ['a forward to a pattern', { session_forwards: ['*:22'] }],
    ['a moderator who is waited for by no measure', { session_moderated: {} }],
    ['an end to moderation of a kind that there is not', { session_moderated: { on_leave: 'go on' } }],
    ['a moderator who is waited for by days', { session_moderated: { wait_minutes: 1441 } }],
    ['a recording of input that is no yes or no', { session_input_recording: 'yes' }],
    ['a rotation after sessions that is no yes or no', { rotate_after_session: 1 }],
    ['an approval for no operation', { approvals: { explode: { quorum: 1 } } }],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const answer = await world.call('POST', '/v1/policies', { body: world.newPolicy({ rules }) });
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation_failed']);
    });
  }

  for (const [what, fields, pointer] of [
    [
      'a pattern that is none',
      { rules: { ticket_required: { pattern: 'CHG-(' } } },
      '/body/rules/ticket_required/pattern',
    ],
    [
      'a zone that is none',
      { rules: { maintenance_windows: [{ days: ['mon'], start: '22:00', end: '04:00', time_zone: 'Mars/Base' }] } },
      '/body/rules/maintenance_windows/0/time_zone',
    ],
    [
      'a blackout that ends before it begins',
      { rules: { blackouts: [{ from: '2027-01-02T00:00:00Z', until: '2027-01-01T00:00:00Z' }] } },
      '/body/rules/blackouts/0/until',
    ],
    [
      'a group that is not there',
      { rules: { approvals: { rotate: { quorum: 1, approver_group_ids: [9_999_999] } } } },
      '/body/rules/approvals/rotate/approver_group_ids',
    ],
    ['conditions that permit', { conditions: 'permit(principal, action, resource);' }, '/body/conditions'],
    [
      'conditions about what there is not',
      { conditions: 'forbid(principal, action, resource) when { resource.owner == "me" };' },
      '/body/conditions',
    ],
  ] as const) {
    it(`cannot be saved with ${what}`, async () => {
      assertPointers(await world.call('POST', '/v1/policies', { body: world.newPolicy(fields) }), [pointer]);
      const id = await world.policy();
      assertPointers(await world.call('PATCH', `/v1/policies/${id}`, { body: fields }), [pointer]);
    });
  }
});

describe('a binding', () => {
  it('of the nearest place wins, rule by rule, and what it overrides is told', async () => {
    const { scope, resource } = await place();
    const far = await bind({ rotation_interval_days: 90, reason_required: true }, toScope(scope));
    const near = await bind({ rotation_interval_days: 7 }, toResource(resource));
    const { rules, bindings, policy_id } = await effective(resource);
    assert.deepEqual(
      rules.map(({ rule, value, from, overrides }: ShownRule) => [
        rule,
        value,
        from.binding_id,
        overrides.map(({ binding_id }: { binding_id: number }) => binding_id),
      ]),
      [
        ['reason_required', true, far.binding, []],
        ['rotation_interval_days', 7, near.binding, [far.binding]],
      ],
    );
    assert.deepEqual(
      bindings.map(({ binding_id }: { binding_id: number }) => binding_id),
      [near.binding, far.binding],
    );
    assert.equal(policy_id, near.policy);
  });

  it('that is nearer can do without consent and blackouts', async () => {
    const { scope, resource } = await place();
    const blackouts = [{ from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }];
    await bind({ approvals: { rotate: { quorum: 1 } }, blackouts }, toScope(scope));
    assert.equal((await rotate(resource)).body.code, 'policy_refused');
    await bind({ approvals: {}, blackouts: [] }, toResource(resource));
    const { rules } = await effective(resource);
    assert.deepEqual(
      rules.map(({ rule, value }: ShownRule) => [rule, value]),
      [
        ['approvals', {}],
        ['blackouts', []],
      ],
    );
    assert.equal((await rotate(resource)).body.status, 'queued');
  });

  it('that would set a rule twice at one place is refused, also by a change or an activation', async () => {
    const { scope } = await place();
    const first = await bind({ reason_required: true }, toScope(scope));
    const second = await world.policy({ rules: { reason_required: false } });
    const binding = { policy_id: second, ...toScope(scope) };
    const refused = await world.call('POST', '/v1/policy-bindings', { body: binding });
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, new RegExp(`reason_required.*end binding ${first.binding}`));

    const other = await bind({ connect_allowed: true }, toScope(scope));
    const clash = { rules: { connect_allowed: true, reason_required: true } };
    assert.equal((await world.call('PATCH', `/v1/policies/${other.policy}`, { body: clash })).status, 409);
    assert.equal((await world.call('POST', `/v1/policies/${first.policy}/deactivate`)).status, 200);
    assert.equal((await world.call('POST', '/v1/policy-bindings', { body: binding })).status, 201);
    assert.equal((await world.call('POST', `/v1/policies/${first.policy}/activate`)).status, 409);
  });

  it('that sets a rule twice comes about in no race', async () => {
    const { scope } = await place();
    const policies = [];
    for (let n = 0; n < 8; n += 1) policies.push(await world.policy({ rules: { reason_required: n % 2 === 0 } }));
    const answers = await Promise.all(
      policies.map((policy_id) =>
        world.call('POST', '/v1/policy-bindings', { body: { policy_id, ...toScope(scope) } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('that has ended holds no more, and stays on record', async () => {
    const { scope, resource } = await place();
    const { binding } = await bind({ reason_required: true }, toScope(scope));
    assert.equal((await rotate(resource)).status, 422);
    assert.equal((await world.call('POST', `/v1/policy-bindings/${binding}/deactivate`)).body.effective, false);
    assert.equal((await rotate(resource)).status, 202);
    assert.equal((await world.call('GET', `/v1/policy-bindings/${binding}`)).body.status, 'inactive');
  });

  it('to a resource moves with it', async () => {
    const [from, to] = [await place(), await place()];
    const { binding } = await bind({ reason_required: true }, toResource(from.resource));
    const body = { scope_id: to.scope };
    const device = (await world.call('GET', `/v1/resources/${from.resource}`)).body.device_id;
    await world.call('PATCH', `/v1/devices/${device}`, { body });
    assert.equal((await world.call('PATCH', `/v1/resources/${from.resource}`, { body })).status, 200);
    const moved = await api.store.models.policyBindings.findById(binding).lean();
    assert.equal(moved?.scope_id, to.scope);
  });
});

describe('a request', () => {
  it('that lacks what a policy wants to know says which field, and changes nothing', async () => {
    const { scope, resource } = await place();
    const { policy } = await bind(
      { reason_required: true, ticket_required: { pattern: 'CHG-[0-9]+' } },
      toScope(scope),
    );
    assertPointers(await rotate(resource), ['/body/reason', '/body/ticket_id']);
    const refused = await rotate(resource, { reason: 'Quarterly', ticket_id: 'INC-1' });
    assertPointers(refused, ['/body/ticket_id']);
    assert.equal(await api.store.models.jobs.countDocuments({ resource_id: resource }), 0);
    const record = await api.store.auditCollection().findOne({ correlation_id: refused.body.correlation_id });
    assert.deepEqual(
      [record?.status, record?.policy?.policy_id, record?.policy?.decision, record?.policy?.reasons.length],
      ['denied', policy, 'refused', 1],
    );
    assert.equal((await rotate(resource, { reason: 'Quarterly', ticket_id: 'CHG-77' })).status, 202);
    assert.equal(
      (await world.call('POST', `/v1/resources/${resource}/verify`)).status,
      202,
      'reads nothing, changes nothing',
    );
  });

  it('that a condition forbids is refused with the words of its author', async () => {
    const { scope, resource } = await place();
    const conditions = `@reason("not from here") forbid(principal, action == Action::"rotate", resource)
      when { context has address && context.address.isLoopback() };`;
    await bind({}, toScope(scope), { conditions });
    const refused = await rotate(resource);
    assert.deepEqual([refused.status, refused.body.code], [403, 'policy_refused']);
    assert.match(refused.body.detail, /not from here/);
    assert.equal((await world.call('POST', `/v1/resources/${resource}/verify`)).status, 202);
  });

  it('that hands in a secret gives what a policy wants to know, whatever its hours and consent', async () => {
    const { resource, scope } = await place();
    const blackouts = [{ from: '2026-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }];
    const rules = { reason_required: true, ticket_required: true, blackouts, approvals: { rotate: { quorum: 1 } } };
    const policy_id = await world.policy({ rules });
    await world.policyBinding({ policy_id, ...toScope(scope) });
    const { body: held } = await world.call('GET', `/v1/credentials?resource_id=${resource}`);
    const path = `/v1/credentials/${held.credentials[0].id}/secret`;
    const hand = (fields: object) =>
      world.call('PUT', path, { body: { secret: 'set by hand at the target', ...fields } });
    const refused = await hand({ reason: 'after the outage' });
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/body/ticket_id']);
    assert.equal((await hand({ reason: 'after the outage', ticket_id: 'CHG-1' })).status, 200);
    const { body: log } = await world.call(
      'GET',
      '/v1/logs/audit?operation=credential.set_secret&status=succeeded&limit=1',
    );
    const told = log.events.map(({ status, reason, policy }: Record<string, unknown>) => [
      status,
      reason,
      Object(policy).decision,
    ]);
    assert.deepEqual(told[0], ['succeeded', 'after the outage', 'allowed']);
    await world.call('PATCH', `/v1/policies/${policy_id}`, {
      body: { rules: {}, conditions: '@reason("by hand") forbid(principal, action == Action::"rotate", resource);' },
    });
    assert.match((await hand({})).body.detail, /by hand/);
  });

  it('outside of the maintenance window is refused, and told when it opens', async () => {
    const { scope, resource } = await place();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await bind({ blackouts: [{ from: '2026-01-01T00:00:00Z', until }] }, toScope(scope));
    const refused = await rotate(resource);
    assert.equal(refused.body.code, 'policy_refused');
    assert.match(refused.body.detail, new RegExp(`blackout.*${until.slice(0, 16)}`));
    const { maintenance } = await effective(resource);
    assert.deepEqual([maintenance.open, maintenance.closed_by, maintenance.opens_at], [false, 'blackouts', until]);
  });

  it('that is let through says under which policy, and by which rules', async () => {
    const { scope, resource } = await place();
    const { policy, binding } = await bind({ rotation_interval_days: 30, reason_required: true }, toScope(scope));
    const { body } = await rotate(resource, { reason: 'a leak' });
    const record = await api.store.auditCollection().findOne({ job_id: body.job_id });
    const reasons = [`reason_required: met (binding ${binding} of policy ${policy}, version 1)`];
    assert.deepEqual(record?.policy, { policy_id: policy, version: 1, decision: 'allowed', reasons });
  });

  it('that needs consent waits for it', async () => {
    const { scope, resource } = await place();
    await bind({ approvals: { rotate: { quorum: 1 } } }, toScope(scope));
    assert.equal((await rotate(resource)).body.status, 'awaiting_approval');
  });
});

describe('an evaluation', () => {
  const evaluate = (body: object) => world.call('POST', '/v1/policies/evaluate', { body });

  it('decides a request that nobody makes', async () => {
    const { scope, resource } = await place();
    const { binding } = await bind({ reason_required: true }, toScope(scope));
    const { body } = await evaluate({ operation: 'rotate', resource_id: resource });
    assert.equal(body.verdict.decision, 'refused');
    const [reason] = body.verdict.reasons;
    assert.deepEqual([reason.rule, reason.field, reason.from.binding_id], ['reason_required', 'reason', binding]);
    const asked = { operation: 'rotate', resource_id: resource, reason: 'Quarterly' };
    assert.equal((await evaluate(asked)).body.verdict.decision, 'allowed');
    const access = (await evaluate({ operation: 'connect', resource_id: resource })).body.verdict;
    const closed = access.reasons.find(({ rule }: { rule: string }) => rule === 'connect_allowed');
    assert.deepEqual([access.decision, closed.from], ['refused', null]);
    assert.equal(await api.store.models.jobs.countDocuments({ resource_id: resource }), 0);
  });

  it('tells which resources a draft would govern otherwise, and saves nothing', async () => {
    const { scope, resource } = await place();
    const counted = await api.store.models.policies.countDocuments();
    const draft = { rules: { reason_required: true, connect_allowed: true }, ...toScope(scope) };
    const { body } = await evaluate({ draft });
    assert.deepEqual([body.impact.resources, body.impact.total, body.impact.next_cursor], [1, 1, null]);
    assert.deepEqual(
      body.impact.changed.map(({ resource_id, operation, before, after }: ShownChange) => [
        resource_id,
        operation,
        before,
        after,
      ]),
      [
        [resource, 'rotate', 'allowed', 'refused'],
        [resource, 'reconcile', 'allowed', 'refused'],
      ],
    );
    assert.equal(await api.store.models.policies.countDocuments(), counted);
  });

  it('of a draft comes page by page: every change once, and the counts of the whole at the end', async () => {
    const below = await world.below();
    const scope = below.rootScopeId;
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await below.resource());
    const information = await below.protectedInformation();
    const draft = { rules: { reason_required: true, approvals: { verify: { quorum: 2 } } }, ...toScope(scope) };
    const whole = (await evaluate({ draft, limit: 1_000 })).body.impact;
    const pages = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { impact } = (await evaluate({ draft, limit: 1, ...(cursor ? { cursor } : {}) })).body;
      pages.push(impact);
      cursor = impact.next_cursor;
    }
    const last = pages.at(-1);
    assert.deepEqual(
      pages.flatMap(({ changed }) => changed),
      whole.changed,
    );
    assert.deepEqual([last.counts, last.affected], [whole.counts, whole.affected]);
    assert.deepEqual([last.resources, last.information, last.total], [5, 1, 6]);
    assert.deepEqual(whole.counts, [
      { operation: 'verify', before: 'allowed', after: 'needs_approval', count: 5 },
      { operation: 'rotate', before: 'allowed', after: 'refused', count: 5 },
      { operation: 'reconcile', before: 'allowed', after: 'refused', count: 5 },
      { operation: 'retrieve', before: 'allowed', after: 'refused', count: 1 },
    ]);
    assert.deepEqual([...new Set(whole.changed.map(({ resource_id: id }: ShownChange) => id))], [...ids, null]);
    assert.equal(whole.changed.at(-1).information_id, information);
    assert.equal(whole.changed[0].approval_after.quorum, 2);
    const { impact: totals } = (await evaluate({ draft, limit: 0 })).body;
    assert.deepEqual([totals.changed, totals.counts, totals.next_cursor], [[], whole.counts, null]);
  });

  it('of a draft is not gone on with where policies, the question or the caller are others', async () => {
    const { scope } = await place();
    await place();
    const draft = { rules: { reason_required: true }, ...toScope(scope) };
    const { next_cursor: cursor } = (await evaluate({ draft, limit: 1 })).body.impact;
    assertPointers(await evaluate({ draft, bulk: true, cursor }), ['/body/cursor'], 'cursor_invalid');
    const other = await world.person();
    await world.grant({ subject_id: other.id, role: 'viewer' });
    const asked = await api.call('POST', '/v1/policies/evaluate', { as: other, body: { draft, cursor } });
    assert.equal(asked.body.code, 'cursor_invalid');
    assert.equal((await evaluate({ draft, cursor })).status, 200);
    await world.policy();
    const refused = await evaluate({ draft, cursor });
    assert.deepEqual([refused.status, refused.body.code], [409, 'conflict']);
    assert.match(refused.body.detail, /begin again/);
  });

  it('of a draft tells where other people would be asked', async () => {
    const { scope, resource } = await place();
    const { policy } = await bind({ approvals: { rotate: { quorum: 2 } } }, toScope(scope));
    const group = await world.group();
    const rules = { approvals: { rotate: { quorum: 1, approver_group_ids: [group] } } };
    const { impact } = (await evaluate({ draft: { policy_id: policy, rules } })).body;
    const [{ before, after, approval_before: today, approval_after: then }] = impact.changed;
    assert.deepEqual([before, after, today.quorum, then.quorum], ['needs_approval', 'needs_approval', 2, 1]);
    assert.deepEqual(then.approver_group_ids, [group]);
    const asked = { operation: 'rotate', resource_id: resource };
    assert.equal((await evaluate(asked)).body.verdict.approval.quorum, 2);
  });

  it('is as somebody else where the caller may see what others may do there', async () => {
    const { scope, resource } = await place();
    const group = await world.group();
    const [member, other] = [await world.member(group), await world.user()];
    const conditions = `forbid(principal, action == Action::"rotate", resource) when { principal is User } unless {
      principal in Group::"${group}" && context.authentication == "basic_totp" && context has address
      && context.address.isInRange(ip("10.0.0.0/8")) };`;
    await bind({}, toScope(scope), { conditions });
    const asked = { operation: 'rotate', resource_id: resource };
    const inside = { authentication: 'basic_totp', address: '10.1.2.3' };
    const decided = async (fields: object) => (await evaluate({ ...asked, ...fields })).body.verdict.decision;
    assert.equal(await decided({ as: { type: 'user', id: member }, ...inside }), 'allowed');
    assert.equal(await decided({ as: { type: 'user', id: member } }), 'refused', 'basic, and from nowhere');
    assert.equal(await decided({ as: { type: 'user', id: other }, ...inside }), 'refused');
    assert.equal(await decided({ as: { type: 'application', id: await world.application() } }), 'allowed');
    const { body } = await evaluate({ ...asked, as: { type: 'system' } });
    assert.equal(body.verdict.decision, 'allowed');
    assert.deepEqual([body.asked.as, body.asked.authentication, body.asked.address], [null, 'none', null]);
    const draft = { rules: {}, conditions, ...toResource(resource) };
    const drafted = await evaluate({ draft, as: { type: 'user', id: member }, ...inside });
    assert.deepEqual([drafted.body.impact.changed, drafted.body.asked.as.id], [[], member]);
    const reader = await world.person();
    await world.grant({ subject_id: reader.id, role: 'viewer' });
    const by = (body: object) => api.call('POST', '/v1/policies/evaluate', { as: reader, body });
    const { public_id: publicId } = (await world.call('GET', `/v1/users/${member}`)).body;
    const as = { type: 'user', public_id: publicId };
    assert.equal((await by({ ...asked, as })).body.code, 'forbidden');
    assert.equal((await by({ draft, as })).body.code, 'forbidden');
    assertPointers(await by({ ...asked, as: { type: 'user', id: member } }), ['/body/as/id']);
    assert.equal((await by({ ...asked, as: { type: 'user', id: reader.id } })).status, 200, 'as oneself');
    assertPointers(await evaluate({ ...asked, as: { type: 'system', id: 1 } }), ['/body/as/id']);
    assertPointers(await evaluate({ ...asked, as: { type: 'system' }, address: '10.1.2.3' }), ['/body/as']);
  });

  it('decides what gives access or shows something by how long it is to last, and by whose consent', async () => {
    const { scope, resource } = await place();
    const information = await world.protectedInformation({ scope_id: scope });
    const rules = { checkout_allowed: true, checkout_max_minutes: 30, connect_allowed: true, session_max_minutes: 60 };
    const { policy } = await bind({ ...rules, approvals: { retrieve: { quorum: 3 } } }, toScope(scope));
    const decided = async (fields: object) => (await evaluate({ resource_id: resource, ...fields })).body.verdict;
    assert.equal((await decided({ operation: 'checkout', minutes: 30 })).decision, 'allowed');
    const [tooLong] = (await decided({ operation: 'checkout', minutes: 31 })).reasons;
    assert.deepEqual([tooLong.rule, tooLong.field], ['checkout_max_minutes', 'minutes']);
    assert.equal((await decided({ operation: 'connect', minutes: 60 })).decision, 'allowed');
    const draft = { policy_id: policy, rules: { ...rules, session_max_minutes: 45 } };
    const { impact } = (await evaluate({ draft, minutes: 60 })).body;
    assert.deepEqual(
      impact.counts.map(({ operation, before, after }: ShownChange) => [operation, before, after]),
      [
        ['connect', 'allowed', 'refused'],
        ['retrieve', 'needs_approval', 'allowed'],
      ],
    );
    const { body } = await evaluate({ operation: 'retrieve', information_id: information });
    assert.deepEqual([body.verdict.decision, body.verdict.approval.quorum], ['needs_approval', 3]);
    assert.equal(body.verdict.effective.resource_id, null);
    assertPointers(await evaluate({ operation: 'retrieve', information_id: 999_999 }), ['/body/information_id']);
  });

  it('of the next version of a policy leaves no trace in what is decided', async () => {
    const { scope, resource } = await place();
    const never = (why: string) => `@reason("${why}") forbid(principal, action == Action::"rotate", resource);`;
    const { policy } = await bind({}, toScope(scope));
    const drafted = await evaluate({ draft: { policy_id: policy, rules: {}, conditions: never('drafted') } });
    assert.match(drafted.body.impact.changed[0].reasons[0], /drafted/);
    assert.equal((await rotate(resource)).status, 202);
    await world.call('PATCH', `/v1/policies/${policy}`, { body: { conditions: never('saved') } });
    assert.match((await rotate(resource)).body.detail, /saved/);
  });

  it('of drafts is done one at a time for a caller, who is told to come again with the next', async () => {
    const { scope } = await place();
    const draft = { rules: { reason_required: true }, ...toScope(scope) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => evaluate({ draft })));
    const refused = answers.filter(({ status }) => status === 429);
    const done = answers.filter(({ status }) => status === 200);
    assert.ok(done.length >= 1 && done.length + refused.length === answers.length);
    for (const { body, headers } of refused) {
      assert.deepEqual([body.code, headers.get('retry-after')], ['too_many_requests', '5']);
    }
    assert.equal((await evaluate({ draft })).status, 200, 'and then there is room again');
  });

  it('wants a request or a draft, and a draft that can be saved', async () => {
    const { scope, resource } = await place();
    assertPointers(await evaluate({}), ['/body/resource_id']);
    assertPointers(await evaluate({ resource_id: resource }), ['/body/operation']);
    assertPointers(await evaluate({ resource_id: resource, operation: 'retrieve' }), ['/body/operation']);
    assertPointers(await evaluate({ resource_id: resource, operation: 'rotate', limit: 5 }), ['/body/limit']);
    const nowhere = { draft: { rules: {}, ...toScope(scope) }, cursor: 'x' };
    assertPointers(await evaluate(nowhere), ['/body/cursor'], 'cursor_invalid');
    assertPointers(await evaluate({ draft: { rules: {} } }), ['/body/draft/target_id']);
    const unsaved = { rules: { ticket_required: { pattern: '(' } }, ...toScope(scope) };
    assertPointers(await evaluate({ draft: unsaved }), ['/body/draft/rules/ticket_required/pattern']);
    assertPointers(await evaluate({ draft: { rules: {}, target_type: 'scope' } }), ['/body/draft/target_id']);
    await bind({ reason_required: true }, toScope(scope));
    assertPointers(await evaluate({ draft: { rules: { reason_required: false }, ...toScope(scope) } }), [
      '/body/draft/rules',
    ]);
  });
});
