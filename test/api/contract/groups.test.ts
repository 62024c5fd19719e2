/** Groups: what is granted to one holds for its members, no longer than they are in it, and nobody lets themselves in. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Permission } from '../../../domain/permissions.ts';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { assertOk, assertRefused } from './assert-refused.ts';
import { freshName, type Person, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

async function mayRead(as: Caller): Promise<boolean> {
  return (await api.call('GET', '/v1/devices', { as })).status === 200;
}

async function groupWith(role: string): Promise<{ readonly id: number; readonly grantId: number }> {
  const id = await world.group();
  return { id, grantId: await grant(api.store, { type: 'group', id, organizationId: 1 }, role) };
}

async function holderOf(permissions: readonly Permission[]): Promise<Person & { readonly grantId: number }> {
  const person = await world.person();
  const role = await world.role(permissions);
  return { ...person, grantId: await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, role) };
}

describe('members', () => {
  it('hold what the group holds from the next request on, and no longer than they are in it', async () => {
    const person = await world.person();
    const group = await groupWith('viewer');
    assert.equal(await mayRead(person), false);
    const added = assertOk(await world.call('PUT', `/v1/groups/${group.id}/members/${person.id}`));
    assert.deepEqual([added.body.user_id, added.body.identity_provider_id], [person.id, null]);
    assert.equal(await mayRead(person), true);
    assertOk(await world.call('DELETE', `/v1/groups/${group.id}/members/${person.id}`), 204);
    assert.equal(await mayRead(person), false);
  });

  it('are added once, however often and however fast that is said', async () => {
    const [group, user] = [await world.group(), await world.user()];
    const path = `/v1/groups/${group}/members/${user}`;
    const answers = await Promise.all([world.call('PUT', path), world.call('PUT', path), world.call('PUT', path)]);
    for (const answer of answers) assertOk(answer);
    const { body } = await world.call('GET', `/v1/groups/${group}/members`);
    assert.deepEqual(body.members, [answers[0]?.body]);
    assertOk(await world.call('DELETE', path), 204);
    assertRefused(await world.call('DELETE', path), 404, 'not_found');
  });

  it('are users of the same organization', async () => {
    const group = await world.group();
    const { adminId } = await api.createOrganization('others');
    const foreign = await world.call('PUT', `/v1/groups/${group}/members/${adminId}`);
    const missing = await world.call('PUT', `/v1/groups/${group}/members/9999999`);
    assertRefused(foreign, 404, 'not_found');
    assert.deepEqual({ ...foreign.body, correlation_id: '' }, { ...missing.body, correlation_id: '' });
  });

  it('whom an identity provider has put there become members by hand', async () => {
    const [group, user] = [await world.group(), await world.user()];
    await api.store.models.groupMembers.create({
      _id: `${group}:${user}`,
      organization_id: 1,
      group_id: group,
      user_id: user,
      identity_provider_id: 5,
      created_at: new Date(),
      last_event_id: 'evt_of_a_sign_in',
    });
    const path = `/v1/groups/${group}/members`;
    assert.equal((await world.call('GET', path)).body.members[0].identity_provider_id, 5);
    assert.equal(assertOk(await world.call('PUT', `${path}/${user}`)).body.identity_provider_id, null);
    assert.equal((await world.call('GET', path)).body.members[0].identity_provider_id, null);
  });
});

describe('a group', () => {
  it('that is inactive gives nothing; active again it does', async () => {
    const person = await world.person();
    const group = await groupWith('viewer');
    await world.member(group.id, person.id);
    assertOk(await world.call('POST', `/v1/groups/${group.id}/deactivate`));
    assert.equal(await mayRead(person), false);
    assertOk(await world.call('POST', `/v1/groups/${group.id}/activate`));
    assert.equal(await mayRead(person), true);
  });

  it('has a name of its own', async () => {
    const name = freshName('group');
    const create = () => world.call('POST', '/v1/groups', { body: { name } });
    const answers = await Promise.all([create(), create(), create()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  });
});

describe('nobody', () => {
  it('joins or leaves a group by themselves, or changes the status of one they are in', async () => {
    const keeper = await holderOf(['group:read', 'group:write']);
    const group = await world.group();
    const own = `/v1/groups/${group}/members/${keeper.id}`;
    assertRefused(await api.call('PUT', own, { as: keeper }), 403, 'own_rights');
    await world.member(group, keeper.id);
    assertRefused(await api.call('DELETE', own, { as: keeper }), 403, 'own_rights');
    assertRefused(await api.call('POST', `/v1/groups/${group}/deactivate`, { as: keeper }), 403, 'own_rights');
    assertOk(await world.call('POST', `/v1/groups/${group}/deactivate`));
    assertRefused(await api.call('POST', `/v1/groups/${group}/activate`, { as: keeper }), 403, 'own_rights');
  });

  it('gives or takes through a group what they do not hold', async () => {
    const keeper = await holderOf(['group:read', 'group:write', 'user:write']);
    const [strong, weak] = [await groupWith('operator'), await world.group()];
    const [member, other] = [await world.user(), await world.user()];
    await world.member(strong.id, member);
    const refused = [
      ['PUT', `/v1/groups/${strong.id}/members/${other}`],
      ['DELETE', `/v1/groups/${strong.id}/members/${member}`],
      ['POST', `/v1/groups/${strong.id}/deactivate`],
    ] as const;
    for (const [method, path] of refused) {
      const answer = await api.call(method, path, { as: keeper });
      assertRefused(answer, 403, 'privilege_escalation');
      assert.match(answer.body.detail, /resource:rotate/);
    }
    assertOk(await world.call('POST', `/v1/groups/${strong.id}/deactivate`));
    const activated = await api.call('POST', `/v1/groups/${strong.id}/activate`, { as: keeper });
    assertRefused(activated, 403, 'privilege_escalation');
    assertOk(await api.call('PUT', `/v1/groups/${weak}/members/${other}`, { as: keeper }));
  });

  it('gives through a group for longer than they hold it', async () => {
    const keeper = await holderOf(['group:read', 'group:write', 'device:read']);
    const group = await groupWith(await world.role(['device:read']));
    const until = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    await api.store.models.grants.updateOne({ _id: keeper.grantId }, { expires_at: until(60) });
    const add = async () => api.call('PUT', `/v1/groups/${group.id}/members/${await world.user()}`, { as: keeper });
    assertRefused(await add(), 403, 'privilege_escalation');
    await api.store.models.grants.updateOne({ _id: group.grantId }, { expires_at: until(30) });
    assertOk(await add());
  });
});

describe('the last administrator', () => {
  it('stays in the group that makes it one, and the group stays active', async () => {
    const { organizationId, adminId } = await api.createOrganization('grouped');
    const guest = await api.createUser('caretaker', null);
    await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'admin', { organizationId });
    const call = (method: string, path: string, body?: object) =>
      api.call(method, path, { as: guest, body, headers: { 'X-Capstan-Organization': 'grouped' } });
    const group: number = assertOk(await call('POST', '/v1/groups', { name: 'administrators' }), 201).body.id;
    await grant(api.store, { type: 'group', id: group, organizationId }, 'admin');
    const user = await api.createUser('second', null, { organizationId });
    assertRefused(await call('POST', `/v1/users/${adminId}/deactivate`), 409, 'last_administrator');
    assertOk(await call('PUT', `/v1/groups/${group}/members/${user.id}`));
    assertOk(await call('POST', `/v1/users/${adminId}/deactivate`));
    assertRefused(await call('DELETE', `/v1/groups/${group}/members/${user.id}`), 409, 'last_administrator');
    assertRefused(await call('POST', `/v1/groups/${group}/deactivate`), 409, 'last_administrator');
    assert.equal((await call('GET', `/v1/groups/${group}/members`)).body.members.length, 1);
  });
});
