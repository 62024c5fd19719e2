/** Organizations: made from the first one, seen by those who may act in them, and closed when they are inactive. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { userTokenOf } from '../access/callers.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshKey, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

interface Tenant {
  readonly id: number;
  readonly name: string;
  readonly admin: Caller & { readonly id: number };
}

async function tenant(): Promise<Tenant> {
  const { id, name, admin } = await world.newOrganization();
  return { id, name, admin: { id: admin.id, name: `${name}/${admin.name}`, password: admin.password } };
}

async function namesSeenBy(as: Caller, headers = {}): Promise<string[]> {
  const { body } = assertOk(await api.call('GET', '/v1/organizations?limit=1000', { as, headers }));
  return body.organizations.map(({ name }: { name: string }) => name);
}

describe('a new organization', () => {
  it('has an administrator whose password is shown once, and everything that an organization starts with', async () => {
    const made = await world.newOrganization();
    assert.equal(made.admin.name, 'alice');
    await assertNowhere(api, made.admin.password);
    const admin = { name: `${made.name}/alice`, password: made.admin.password };
    const me = assertOk(await api.call('GET', '/v1/me', { as: admin }));
    assert.deepEqual(me.body.organization, { id: made.id, name: made.name });
    const there = await World.enter(api, admin);
    assert.ok(there.rootScopeId > 0);
    assert.ok((await there.call('GET', '/v1/platforms')).body.platforms.length > 0);
    await there.user();
  });

  it('has a name of its own, that can stand before the names of users', async () => {
    const name = freshKey('twin');
    const create = () => world.call('POST', '/v1/organizations', { body: { name, admin_name: 'alice' } });
    const answers = await Promise.all([create(), create(), create()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    for (const wrong of ['Acme', 'a/b', '-a', 'a b', 'x'.repeat(64)]) {
      const answer = await world.call('POST', '/v1/organizations', { body: { name: wrong, admin_name: 'alice' } });
      assertRefused(answer, 400, 'validation_failed', '/body/name');
    }
    const reserved = { name: freshKey('organization'), admin_name: '_api_key' };
    const answer = await world.call('POST', '/v1/organizations', { body: reserved });
    assertRefused(answer, 422, 'unprocessable', '/body/admin_name');
  });

  it('is made from the first organization only', async () => {
    const { admin } = await tenant();
    const body = { name: freshKey('organization'), admin_name: 'alice' };
    assertRefused(await api.call('POST', '/v1/organizations', { as: admin, body }), 403, 'forbidden');
    assertRefused(await api.call('POST', '/v1/organizations/1/deactivate', { as: admin }), 403, 'forbidden');
  });
});

describe('organizations', () => {
  it('are seen by those who belong there, by guests as long as they are, and by who manages them', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const viewer = await api.createUser(freshKey('viewer'), 'viewer');
    assert.deepEqual(await namesSeenBy(viewer), ['default']);
    assert.deepEqual(await namesSeenBy(one.admin), [one.name]);
    const subject = { type: 'user', id: viewer.id, organizationId: 1 } as const;
    const grantId = await grant(api.store, subject, 'viewer', { organizationId: one.id });
    assert.deepEqual(await namesSeenBy(viewer), ['default', one.name]);
    const names = await namesSeenBy(api.admin);
    assert.ok(names.includes(one.name) && names.includes(other.name));

    const seen = async (id: number) => (await api.call('GET', `/v1/organizations/${id}`, { as: viewer })).status;
    assert.deepEqual(
      [await seen(1), await seen(one.id), await seen(other.id), await seen(999_999)],
      [200, 200, 404, 404],
    );
    await api.store.models.grants.updateOne({ _id: grantId }, { expires_at: new Date(Date.now() - 1) });
    assert.deepEqual(await namesSeenBy(viewer), ['default']);
    assert.equal(await seen(one.id), 404);
  });

  it('are managed from the first one: acting elsewhere, its administrators see no more than guests', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const manager = await api.createUser(freshKey('manager'), 'admin');
    const subject = { type: 'user', id: manager.id, organizationId: 1 } as const;
    await grant(api.store, subject, 'admin', { organizationId: one.id });
    const headers = { 'X-Capstan-Organization': one.name };
    assert.deepEqual(await namesSeenBy(manager, headers), ['default', one.name]);
    const refused = await api.call('POST', `/v1/organizations/${other.id}/deactivate`, { as: manager, headers });
    assertRefused(refused, 403, 'forbidden');
  });

  it('are changed from inside only', async () => {
    const { id, admin } = await tenant();
    const body = { step_up_minutes: 5 };
    assertRefused(await world.call('PATCH', `/v1/organizations/${id}`, { body }), 404, 'not_found');
    const changed = assertOk(await api.call('PATCH', `/v1/organizations/${id}`, { as: admin, body }));
    assert.deepEqual([changed.body.step_up_minutes, changed.body.user_token_minutes], [5, 60]);
    const { body: log } = await api.call('GET', '/v1/logs/audit?limit=1&operation=organization.update', { as: admin });
    assert.equal(log.events[0].change, 'changed: step_up_minutes = 5');
    for (const wrong of [{ step_up_minutes: 0 }, { step_up_minutes: 1441 }, { user_token_minutes: 4 }]) {
      const answer = await api.call('PATCH', `/v1/organizations/${id}`, { as: admin, body: wrong });
      assertRefused(answer, 400, 'validation_failed');
    }
  });

  it('say how fresh an authentication must be for what concerns rights', async () => {
    const { id, admin } = await tenant();
    const token = await userTokenOf(
      api,
      { ...admin, name: 'alice', password: '' },
      { organization_id: id, authenticated_at: new Date(Date.now() - 5 * 60_000) },
    );
    const create = () => api.call('POST', '/v1/groups', { as: token, body: { name: freshKey('group') } });
    assertOk(await create(), 201);
    assertOk(await api.call('PATCH', `/v1/organizations/${id}`, { as: admin, body: { step_up_minutes: 4 } }));
    assertRefused(await create(), 401, 'fresh_authentication_required');
  });
});

describe('an inactive organization', () => {
  it('lets nobody in, and nobody act in it; tokens of before do not come back', async () => {
    const { id, name, admin } = await tenant();
    const there = await World.enter(api, admin);
    const person = await there.person();
    const key = { token: (await there.apiKey(person)).key };
    const token = await userTokenOf(api, { ...person }, { organization_id: id });
    const guest = await api.createUser(freshKey('guest'), null);
    await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'viewer', { organizationId: id });
    const statuses = async () => {
      const answers = [];
      for (const as of [admin, person, key, token]) answers.push((await api.call('GET', '/v1/me', { as })).status);
      const headers = { 'X-Capstan-Organization': name };
      return [...answers, (await api.call('GET', '/v1/scopes', { as: guest, headers })).status];
    };
    assert.deepEqual(await statuses(), [200, 200, 200, 200, 200]);
    const answer = assertOk(await world.call('POST', `/v1/organizations/${id}/deactivate`));
    assert.equal(answer.body.status, 'inactive');
    assert.deepEqual(await statuses(), [401, 401, 401, 401, 404]);
    assert.deepEqual(await namesSeenBy(guest), ['default']);
    assertOk(await world.call('POST', `/v1/organizations/${id}/activate`));
    assert.deepEqual(await statuses(), [200, 200, 200, 401, 200]);
  });

  it('is never the first one', async () => {
    assertRefused(await world.call('POST', '/v1/organizations/1/deactivate'), 409, 'conflict');
    assertOk(await world.call('POST', '/v1/organizations/1/activate'));
  });
});
