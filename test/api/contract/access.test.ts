/** Questions about access: who am I, why may somebody do something, what can they reach, who can reach this. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuthorizedResource } from '../../../domain/access.ts';
import { PERMISSIONS } from '../../../domain/permissions.ts';
import { type ApiHarness, type CallAnswer, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { apiKeyOf, applicationWith, userTokenOf } from '../access/callers.ts';
import { freshKey, type Person, publishInboxKey, World } from './world.ts';

const HOUR_MS = 3_600_000;
const MISSING_ID = 9_999_999;

let api: ApiHarness;
let world: World;
let strangers: World;
let team: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
  team = await world.below();
});
after(() => api.close());

function assertProblem(answer: CallAnswer, status: number, code: string, pointer?: string): void {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  if (pointer !== undefined) assert.equal(answer.body.errors[0]?.pointer, pointer, JSON.stringify(answer.body));
}

function explain(as: Caller, body: object): Promise<CallAnswer> {
  return api.call('POST', '/v1/access/explain', { as, body });
}

/** A user who holds `role` in the scope. */
async function holder(role: string, scopeId = team.rootScopeId): Promise<Person> {
  const user = await world.person();
  await world.grant({ subject_id: user.id, role, scope_id: scopeId });
  return user;
}

const RULE: AuthorizedResource = {
  areas: ['resources'],
  operations: null,
  scope_ids: null,
  resource_ids: null,
  addresses: null,
  expires_at: null,
};

describe('GET /v1/me', () => {
  it('says what the caller holds, and where', async () => {
    const user = await holder('operator');
    const { body } = await api.call('GET', '/v1/me', { as: user });
    assert.equal(body.public_id, user.publicId);
    assert.deepEqual([body.organization.name, body.home_organization.name], ['default', 'default']);
    assert.ok(body.permissions.includes('resource:rotate') && !body.permissions.includes('grant:read'));
    assert.deepEqual(body.permissions, [...body.permissions].sort());
    assert.equal(body.grant_count, 1);
    assert.deepEqual([body.grants[0].role, body.grants[0].scope_id], ['operator', team.rootScopeId]);
    assert.equal(body.authentication, 'basic');
    assert.ok(Math.abs(Date.parse(body.authenticated_at) - Date.now()) < HOUR_MS);
  });

  it('says of an administrator that it holds everything, and of an API key that it never proved a person', async () => {
    const { body } = await world.call('GET', '/v1/me');
    assert.deepEqual(body.permissions, [...PERMISSIONS].sort());
    const user = await world.person();
    const me = (await api.call('GET', '/v1/me', { as: await apiKeyOf(api, user) })).body;
    assert.deepEqual([me.permissions, me.grant_count, me.authenticated_at], [[], 0, null]);
  });

  it('leaves out what the credential does not reach, whatever is held', async () => {
    const admin = await holder('admin');
    const byKey = (await api.call('GET', '/v1/me', { as: await apiKeyOf(api, admin) })).body;
    assert.ok(byKey.permissions.includes('resource:rotate') && byKey.permissions.includes('user:read'));
    for (const permission of ['user:write', 'grant:write', 'api_key:read']) {
      assert.ok(!byKey.permissions.includes(permission), permission);
      const asked = await explain(await apiKeyOf(api, admin), { permission, scope_id: team.rootScopeId });
      assert.equal(asked.body.allowed, false, permission);
    }
    const application = await applicationWith(api, 'admin', [{ areas: ['jobs'] }]);
    const byApplication = (await api.call('GET', '/v1/me', { as: application })).body;
    assert.deepEqual(byApplication.permissions, ['job:cancel', 'job:read', 'resource:verify']);
  });

  it('names an application by its client id', async () => {
    const application = await applicationWith(api, 'viewer', [RULE]);
    const { body } = await api.call('GET', '/v1/me', { as: application });
    assert.deepEqual([body.type, body.public_id], ['application', application.clientId]);
  });
});

describe('POST /v1/access/explain', () => {
  it('names the grants that allow it, through a group as well', async () => {
    const user = await holder('operator');
    const group = await world.group();
    await world.member(group, user.id);
    await world.grant({ subject_type: 'group', subject_id: group, role: 'admin', scope_id: world.rootScopeId });
    const resource = await team.resource();
    const { body } = await explain(world.admin, {
      subject: { type: 'user', id: user.id },
      operation: 'rotateResource',
      resource_id: resource,
    });
    assert.equal(body.allowed, true);
    assert.deepEqual([body.permission, body.missing], ['resource:rotate', null]);
    assert.deepEqual(
      body.by.map((found: { role: string; group_id: number | null }) => [found.role, found.group_id]),
      [
        ['operator', null],
        ['admin', group],
      ],
    );
    assert.deepEqual([body.place.scope_id, body.place.resource_id], [team.rootScopeId, resource]);
    assert.equal(body.place.scope_path.length, 2);
  });

  it('names what is missing, and where it would do', async () => {
    const user = await holder('viewer');
    const role = await world.role(['resource:rotate']);
    const { body } = await explain(world.admin, {
      subject: { type: 'user', id: user.id },
      operation: 'rotateResource',
      resource_id: await team.resource(),
    });
    assert.equal(body.allowed, false);
    assert.equal(body.missing.permission, 'resource:rotate');
    assert.deepEqual(body.missing.roles, ['admin', 'operator', role].sort());
    assert.deepEqual(body.missing.on_scope_ids, [world.rootScopeId, team.rootScopeId]);
    const organization = await explain(world.admin, {
      subject: { type: 'user', id: user.id },
      operation: 'createUser',
      scope_id: team.rootScopeId,
    });
    assert.deepEqual(organization.body.missing.on_scope_ids, [world.rootScopeId], 'it belongs to the root');
  });

  it('answers as the API itself does, whatever is asked', async () => {
    const inside = await team.resource();
    const outside = await world.resource();
    const callers = [await holder('viewer'), await holder('operator'), await holder('admin'), await world.person()];
    const calls: readonly (readonly [string, string, (id: number) => string])[] = [
      ['getResource', 'GET', (id) => `/v1/resources/${id}`],
      ['deactivateResource', 'POST', (id) => `/v1/resources/${id}/deactivate`],
      ['verifyResource', 'POST', (id) => `/v1/resources/${id}/verify`],
      ['listResourceAccess', 'GET', (id) => `/v1/resources/${id}/access`],
    ];
    for (const as of callers) {
      for (const resource_id of [inside, outside]) {
        for (const [operation, method, path] of calls) {
          const explained = await explain(world.admin, {
            subject: { type: 'user', id: as.id },
            operation,
            resource_id,
          });
          const { status } = await api.call(method, path(resource_id), { as });
          assert.equal(explained.body.allowed, status !== 403 && status !== 404, `${operation}: ${status}`);
        }
      }
    }
  });

  it('tells everybody about themselves, and about others only who may read grants there', async () => {
    const user = await holder('viewer');
    const mine = await explain(user, { permission: 'resource:read', scope_id: team.rootScopeId });
    assert.deepEqual([mine.status, mine.body.allowed], [200, true]);
    const named = { subject: { type: 'user', id: user.id }, permission: 'resource:read', scope_id: team.rootScopeId };
    assert.equal((await explain(user, named)).status, 200);
    const auditor = await holder('auditor');
    assert.equal((await explain(auditor, named)).body.allowed, true);
    assertProblem(await explain(auditor, { ...named, scope_id: undefined }), 403, 'forbidden');
    const reader = await world.role(['user:read', 'scope:read']);
    assertProblem(await explain(await holder(reader), named), 403, 'forbidden');
    assertProblem(await explain(user, { ...named, subject: { type: 'user', id: 1 } }), 422, 'unprocessable');
  });

  it('finds no place that the asker cannot see, nor a subject', async () => {
    const user = await holder('viewer');
    const other = await world.scope();
    const resource = await world.resource();
    for (const [field, ids] of [
      ['scope_id', [other, MISSING_ID, await strangers.scope()]],
      ['resource_id', [resource, MISSING_ID, await strangers.resource()]],
    ] as const) {
      const answers = [];
      for (const id of ids) answers.push(await explain(user, { permission: 'resource:read', [field]: id }));
      for (const answer of answers) {
        assertProblem(answer, 422, 'unprocessable', `/body/${field}`);
        assert.deepEqual(answer.body.errors, answers[0]?.body.errors);
      }
    }
    for (const subject of [
      { type: 'user', id: MISSING_ID },
      { type: 'user', id: await strangers.user() },
      { type: 'user', public_id: (await strangers.person()).publicId },
    ]) {
      const answer = await explain(world.admin, { subject, permission: 'resource:read' });
      assertProblem(answer, 422, 'unprocessable', `/body/subject/${'id' in subject ? 'id' : 'public_id'}`);
    }
  });

  it('wants exactly one permission or operation, and one that there is', async () => {
    assertProblem(await explain(world.admin, {}), 422, 'unprocessable', '/body/permission');
    const both = { permission: 'resource:read', operation: 'getResource' };
    assertProblem(await explain(world.admin, both), 422, 'unprocessable', '/body/permission');
    for (const operation of ['noSuchOperation', 'getHealth']) {
      assertProblem(await explain(world.admin, { operation }), 422, 'unprocessable', '/body/operation');
    }
  });

  it('holds an application to its authorized resources: area, operation, place, address and time', async () => {
    const resource = await team.resource();
    const about = async (rules: readonly AuthorizedResource[], asked: object) => {
      const { id } = await applicationWith(api, 'operator', rules);
      const answer = await explain(world.admin, {
        subject: { type: 'application', id },
        operation: 'rotateResource',
        resource_id: resource,
        ...asked,
      });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body;
    };
    assert.equal((await about([RULE], {})).allowed, true);
    const ranges = { ...RULE, addresses: ['10.0.0.0/8'] };
    assert.equal((await about([ranges], {})).allowed, true, 'from an address that fits');
    assert.equal((await about([ranges], { address: '10.1.1.1' })).allowed, true);
    assert.equal((await about([ranges], { address: '192.0.2.1' })).allowed, false);
    const refused = [
      { ...RULE, areas: ['devices'] },
      { ...RULE, operations: ['getResource'] },
      { ...RULE, scope_ids: [await world.scope()] },
      { ...RULE, expires_at: new Date(Date.now() - HOUR_MS) },
    ];
    for (const rule of refused) {
      const body = await about([rule], {});
      assert.equal(body.allowed, false, JSON.stringify(rule));
      assert.equal(body.missing, null, 'no grant is missing');
      assert.match(body.reason, /authorized resources/);
      assert.match(body.limits[0], /authorized for areas/);
    }
    const byPermission = { operation: undefined, permission: 'resource:rotate' };
    assert.equal((await about([RULE], byPermission)).allowed, true);
    assert.equal((await about([{ ...RULE, areas: ['jobs'] }], byPermission)).allowed, false);
  });

  it('tells of keys and of stale authentication what they cannot do', async () => {
    const user = await holder('admin', world.rootScopeId);
    const asked = { operation: 'createGrant', scope_id: team.rootScopeId };
    assert.equal((await explain(user, asked)).body.allowed, true);
    const byKey = (await explain(await apiKeyOf(api, user), asked)).body;
    assert.deepEqual([byKey.allowed, byKey.missing], [false, null]);
    assert.match(byKey.limits.join(' '), /API keys/);
    const stale = await userTokenOf(api, user, { authenticated_at: new Date(Date.now() - HOUR_MS) });
    const byToken = (await explain(stale, asked)).body;
    assert.deepEqual([byToken.allowed, byToken.missing], [false, null]);
    assert.match(byToken.reason, /minutes old/);
  });

  it('lets nobody who is inactive do anything, and groups no more than their grants', async () => {
    const user = await holder('operator');
    await world.call('POST', `/v1/users/${user.id}/deactivate`);
    const asked = { permission: 'resource:read', scope_id: team.rootScopeId };
    const inactive = (await explain(world.admin, { subject: { type: 'user', id: user.id }, ...asked })).body;
    assert.deepEqual([inactive.allowed, inactive.reason], [false, 'the user is not active']);
    const group = await world.group();
    await world.grant({ subject_type: 'group', subject_id: group, role: 'viewer', scope_id: team.rootScopeId });
    const ofGroup = { subject: { type: 'group', id: group }, ...asked };
    assert.equal((await explain(world.admin, ofGroup)).body.allowed, true);
    assert.equal((await explain(world.admin, { ...ofGroup, permission: 'resource:write' })).body.allowed, false);
  });

  it('knows a guest by its public id, once it holds something here', async () => {
    const guest = await strangers.person();
    await world.create('/v1/grants', team.newGrant({ subject_public_id: guest.publicId }));
    const { body } = await explain(world.admin, {
      subject: { type: 'user', public_id: guest.publicId },
      permission: 'resource:read',
      scope_id: team.rootScopeId,
    });
    assert.deepEqual([body.allowed, body.subject.id, body.subject.organization], [true, null, 'strangers']);
  });
});

describe('GET /v1/users/{id}/access', () => {
  it('lists every grant in force with what it permits and where, and counts what they reach', async () => {
    const root = await world.below();
    const inner = await root.scope();
    const [one] = [await root.resource(), await root.resource({ scope_id: inner })];
    const elsewhere = await world.resource();
    const user = await world.person();
    const group = await world.group();
    await world.member(group, user.id);
    const grants = [
      await world.grant({ subject_id: user.id, role: 'operator', scope_id: root.rootScopeId }),
      await world.grant({ subject_type: 'group', subject_id: group, role: 'viewer', resource_id: elsewhere }),
      await world.grant({ subject_id: user.id, role: 'viewer', resource_id: one }),
    ];
    const revoked = await world.grant({ subject_id: user.id, role: 'admin', scope_id: root.rootScopeId });
    await world.call('POST', `/v1/grants/${revoked}/revoke`);
    const path = `/v1/users/${user.id}/access`;
    const { body } = await world.call('GET', path);
    assert.deepEqual(
      body.entries.map(({ grant_id }: { grant_id: number }) => grant_id),
      grants,
    );
    assert.deepEqual(body.summary, { grants: 3, scopes: 2, resources: 3, everywhere: false });
    const [onScope, throughGroup] = body.entries;
    assert.equal(onScope.scope_path.length, 2);
    assert.ok(onScope.permissions.includes('resource:rotate'));
    assert.deepEqual([throughGroup.resource_id, throughGroup.group_id], [elsewhere, group]);
    assert.ok(throughGroup.resource_name && throughGroup.group_name);

    const rotating = (await world.call('GET', `${path}?permission=resource:rotate`)).body;
    assert.deepEqual(rotating.summary, { grants: 1, scopes: 2, resources: 2, everywhere: false });
    const first = (await world.call('GET', `${path}?limit=2`)).body;
    const second = (await world.call('GET', `${path}?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual([first.entries.length, second.entries.length, second.next_cursor], [2, 1, null]);
    assert.deepEqual(second.summary, first.summary);
  });

  it('is open to the user itself, and shows others only where they may read grants', async () => {
    const user = await holder('viewer');
    await world.grant({ subject_id: user.id, role: 'viewer', scope_id: await world.scope() });
    const path = `/v1/users/${user.id}/access`;
    assert.equal((await api.call('GET', path, { as: user })).body.summary.grants, 2);
    const teamAuditor = await holder('auditor');
    const seen = (await api.call('GET', path, { as: teamAuditor })).body;
    assert.deepEqual([seen.summary.grants, seen.entries.length, seen.summary.scopes], [1, 1, 1]);
    assertProblem(await api.call('GET', path, { as: await holder('viewer') }), 403, 'forbidden');
  });
});

describe('GET /v1/resources/{id}/access', () => {
  it('names everybody who reaches the resource, by which grants, and nobody else', async () => {
    const root = await world.below();
    const resource = await root.resource();
    const [direct, member, beside, guest] = [
      await world.person(),
      await world.person(),
      await world.person(),
      await strangers.person(),
    ];
    const [group, sleeping] = [await world.group(), await world.group()];
    await world.member(group, member.id);
    await world.member(group, direct.id);
    await world.member(sleeping, beside.id);
    const on = { scope_id: root.rootScopeId };
    const ofUser = await world.grant({ subject_id: direct.id, role: 'operator', ...on });
    const ofGroup = await world.grant({
      subject_type: 'group',
      subject_id: group,
      role: 'viewer',
      resource_id: resource,
    });
    const asleep = await world.grant({ subject_type: 'group', subject_id: sleeping, role: 'admin', ...on });
    await world.call('POST', `/v1/groups/${sleeping}/deactivate`);
    await world.grant({ subject_id: beside.id, role: 'admin', scope_id: team.rootScopeId });
    const ofGuest = await world.create('/v1/grants', root.newGrant({ subject_public_id: guest.publicId }));
    const inactive = await world.person();
    await world.grant({ subject_id: inactive.id, ...on });
    await world.call('POST', `/v1/users/${inactive.id}/deactivate`);

    const { body } = await world.call('GET', `/v1/resources/${resource}/access`);
    const names = new Map<string, { permissions: string[]; through: { grant_id: number }[]; id: number | null }>(
      body.identities.map((found: { name: string }) => [found.name, found]),
    );
    const grantsOf = (name: string) => names.get(name)?.through.map(({ grant_id }) => grant_id);
    assert.deepEqual(grantsOf(direct.name), [ofUser, ofGroup]);
    assert.ok(names.get(direct.name)?.permissions.includes('resource:rotate'));
    assert.deepEqual(grantsOf(member.name), [ofGroup]);
    const shownGuest = [...names.values()].find(({ through }) => through[0]?.grant_id === ofGuest.id);
    assert.equal(shownGuest?.id, null);
    for (const absent of [beside.name, inactive.name]) assert.equal(names.get(absent), undefined, absent);
    assert.ok(![...names.values()].some(({ through }) => through.some(({ grant_id }) => grant_id === asleep)));
    assert.ok(names.has('admin'), 'who holds something on the root is among them');

    const rotating = (await world.call('GET', `/v1/resources/${resource}/access?permission=resource:rotate`)).body;
    assert.ok(!rotating.identities.some(({ name }: { name: string }) => name === member.name));
  });

  it('leaves out applications whose authorized resources do, and permissions that no operation of theirs needs', async () => {
    const resource = await team.resource();
    const [held, unbound] = [
      await applicationWith(api, 'operator', [{ ...RULE, scope_ids: [await world.scope()] }]),
      await applicationWith(api, 'operator', [{ ...RULE, operations: ['getResource'] }]),
    ];
    const { body } = await world.call('GET', `/v1/resources/${resource}/access?limit=1000`);
    const found = body.identities.filter(({ type }: { type: string }) => type === 'application');
    assert.ok(!found.some(({ id }: { id: number }) => id === held.id));
    assert.deepEqual(found.find(({ id }: { id: number }) => id === unbound.id)?.permissions, ['resource:read']);
  });

  it('comes in pages that miss nobody', async () => {
    const root = await world.below();
    const resource = await root.resource();
    const group = await world.group();
    await world.grant({ subject_type: 'group', subject_id: group, scope_id: root.rootScopeId });
    const members: number[] = [];
    for (let n = 0; n < 7; n += 1) members.push(await world.member(group));
    for (const id of members.slice(2, 5)) await world.call('POST', `/v1/users/${id}/deactivate`);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await world.call('GET', `/v1/resources/${resource}/access?limit=2${cursor}`);
      seen.push(
        ...body.identities.map(
          (found: { type: string; id: number | null; public_id: string | null }) =>
            `${found.type} ${found.id ?? found.public_id}`,
        ),
      );
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(
      members.filter((id) => seen.includes(`user ${id}`)),
      [...members.slice(0, 2), ...members.slice(5)],
    );
  });

  it('hides a resource that is out of reach, and is refused where it is seen but grants are not', async () => {
    const user = await holder('viewer');
    const [inside, outside] = [await team.resource(), await world.resource()];
    assertProblem(await api.call('GET', `/v1/resources/${inside}/access`, { as: user }), 403, 'forbidden');
    const auditor = await holder('auditor');
    assertProblem(await api.call('GET', `/v1/resources/${outside}/access`, { as: auditor }), 404, 'not_found');
    assert.equal((await api.call('GET', `/v1/resources/${inside}/access`, { as: auditor })).status, 200);
  });

  it('names one that is granted rights by several organizations in each of them alone', async () => {
    const guest = await strangers.person();
    const { organizationId, admin } = await api.createOrganization(freshKey('third'));
    const third = await World.enter(api, admin);
    await grant(api.store, { type: 'user', id: guest.id, organizationId: 2 }, 'admin', { organizationId });
    const resource = await world.resource();
    const { body } = await world.call('GET', `/v1/resources/${resource}/access?limit=1000`);
    assert.ok(!body.identities.some(({ public_id }: { public_id: string }) => public_id === guest.publicId));
    const there = await third.call('GET', `/v1/resources/${await third.resource()}/access`);
    assert.ok(there.body.identities.some(({ public_id }: { public_id: string }) => public_id === guest.publicId));
  });
});
