/** Roles: those that are built in stay as they are, and none is a way to more than its maker holds. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BUILT_IN_ROLES, type Permission } from '../../../domain/permissions.ts';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { assertOk, assertRefused } from './assert-refused.ts';
import { freshKey, type Person, World } from './world.ts';

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

async function holderOf(role: string, scopeId?: number): Promise<Person> {
  const person = await world.person();
  await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, role, { scopeId });
  return person;
}

async function statusOf(as: Caller, path: string): Promise<number> {
  return (await api.call('GET', path, { as })).status;
}

describe('built-in roles', () => {
  it('are listed with what they permit in this organization', async () => {
    const own = await world.role();
    const listed = (await world.call('GET', '/v1/roles')).body.roles;
    const builtIn = listed.filter((role: { built_in: boolean }) => role.built_in);
    assert.deepEqual(
      builtIn.map(({ name }: { name: string }) => name),
      Object.keys(BUILT_IN_ROLES).sort(),
    );
    assert.ok(listed.some(({ name }: { name: string }) => name === own));
    const permissionsOf = async (at: World) => (await at.call('GET', '/v1/roles/admin')).body.permissions;
    assert.deepEqual(await permissionsOf(world), [...BUILT_IN_ROLES.admin].sort());
    assert.equal((await permissionsOf(strangers)).includes('organization:manage'), false);
    assert.deepEqual((await world.call('GET', '/v1/roles?status=inactive')).body.roles, []);
  });

  it('do not change, and give their names to no other', async () => {
    const body = { permissions: ['resource:read'] };
    assertRefused(await world.call('PATCH', '/v1/roles/viewer', { body }), 409, 'conflict');
    assertRefused(await world.call('POST', '/v1/roles/admin/deactivate'), 409, 'conflict');
    assertRefused(await world.call('POST', '/v1/roles', { body: { name: 'admin', ...body } }), 409, 'name_taken');
  });
});

describe('a role', () => {
  it('permits what it says from the next request on, wherever it is granted', async () => {
    const role = await world.role(['device:read']);
    const person = await holderOf(role);
    assert.deepEqual([await statusOf(person, '/v1/devices'), await statusOf(person, '/v1/resources')], [200, 403]);
    const patch = (permissions: readonly Permission[]) =>
      world.call('PATCH', `/v1/roles/${role}`, { body: { permissions } });
    const changed = assertOk(await patch(['resource:read']));
    assert.deepEqual(changed.body.permissions, ['resource:read']);
    assert.deepEqual([await statusOf(person, '/v1/devices'), await statusOf(person, '/v1/resources')], [403, 200]);
    const { body } = await world.call('GET', '/v1/logs/audit?limit=1&operation=role.update');
    assert.equal(body.events[0].target_id, role);
    assert.match(body.events[0].change, /permits resource:read as well; no more permits device:read/);
  });

  it('that is inactive permits nothing', async () => {
    const role = await world.role(['device:read']);
    const person = await holderOf(role);
    assertOk(await world.call('POST', `/v1/roles/${role}/deactivate`));
    assert.equal(await statusOf(person, '/v1/devices'), 403);
    assertOk(await world.call('POST', `/v1/roles/${role}/activate`));
    assert.equal(await statusOf(person, '/v1/devices'), 200);
  });

  it('holds permissions that exist, each once', async () => {
    for (const permissions of [['device:fly'], [], ['device:read', 'device:read']]) {
      const answer = await world.call('POST', '/v1/roles', { body: { name: freshKey('role'), permissions } });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.match(answer.body.errors[0].pointer, /^\/body\/permissions/);
    }
  });

  it('has a name of its own, in its organization only', async () => {
    const name = freshKey('role');
    const create = (at: World) => at.call('POST', '/v1/roles', { body: { name, permissions: ['device:read'] } });
    const answers = await Promise.all([create(world), create(world), create(world)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    assertOk(await create(strangers), 201);
  });
});

describe('nobody', () => {
  it('puts into a role, or takes out of one, what they do not hold on the whole organization', async () => {
    const keeper = await holderOf(await world.role(['role:read', 'role:write', 'device:read']));
    const below = await world.scope();
    await grant(api.store, { type: 'user', id: keeper.id, organizationId: 1 }, 'operator', { scopeId: below });
    const call = (method: string, path: string, body?: object) => api.call(method, path, { as: keeper, body });

    const create = (permissions: readonly Permission[]) =>
      call('POST', '/v1/roles', { name: freshKey('role'), permissions });
    const refused = await create(['device:read', 'resource:rotate']);
    assertRefused(refused, 403, 'privilege_escalation');
    assert.match(refused.body.detail, /resource:rotate/);
    const { name } = assertOk(await create(['device:read']), 201).body;
    const widened = await call('PATCH', `/v1/roles/${name}`, { permissions: ['device:read', 'device:write'] });
    assertRefused(widened, 403, 'privilege_escalation');

    const strong = await world.role(['device:read', 'device:write']);
    const path = `/v1/roles/${strong}`;
    assertRefused(await call('PATCH', path, { permissions: ['device:read'] }), 403, 'privilege_escalation');
    assertRefused(await call('POST', `${path}/deactivate`), 403, 'privilege_escalation');
    assertOk(await world.call('POST', `${path}/deactivate`));
    assertRefused(await call('POST', `${path}/activate`), 403, 'privilege_escalation');
    assertOk(await call('PATCH', path, { description: 'words change nothing' }));
  });

  it('changes a role that they hold, themselves or through a group', async () => {
    const role = await world.role(['role:read', 'role:write', 'device:read']);
    const direct = await holderOf(role);
    const through = await world.person();
    const group = await world.group();
    await grant(api.store, { type: 'group', id: group, organizationId: 1 }, role);
    await world.member(group, through.id);
    for (const as of [direct, through]) {
      const body = { permissions: ['role:read', 'role:write'] };
      assertRefused(await api.call('PATCH', `/v1/roles/${role}`, { as, body }), 403, 'own_rights');
      assertRefused(await api.call('POST', `/v1/roles/${role}/deactivate`, { as }), 403, 'own_rights');
    }
  });

  it('outside of the first organization makes a role that manages organizations', async () => {
    const body = { name: freshKey('role'), permissions: ['organization:manage'] };
    assertRefused(await strangers.call('POST', '/v1/roles', { body }), 403, 'privilege_escalation');
  });
});
