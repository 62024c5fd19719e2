/** Users: passwords that are shown once, who may take whom in hand, and the administrator who always stays. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { userTokenOf } from '../access/callers.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshName, type Person, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

async function statusOf(as: Caller): Promise<number> {
  return (await api.call('GET', '/v1/me', { as })).status;
}

async function lastRecord(operation: string) {
  const { body } = await world.call('GET', `/v1/logs/audit?limit=1&operation=${operation}`);
  return body.events[0];
}

/** A person whose one right is to manage users, on the whole organization. */
async function userKeeper(): Promise<Person> {
  const person = await world.person();
  const role = await world.role(['user:read', 'user:write']);
  await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, role);
  return person;
}

describe('passwords', () => {
  it('that Capstan makes are shown once, work, and are kept nowhere', async () => {
    const made = await world.create('/v1/users', {
      name: freshName('user'),
      display_name: 'Ada',
      email: 'a@b.example',
    });
    assert.match(made.password, /^[A-Za-z0-9_-]{24}$/);
    assert.deepEqual([made.kind, made.has_password, made.has_second_factor], ['local', true, false]);
    assert.equal(await statusOf({ name: made.name, password: made.password }), 200);
    const shown = await world.call('GET', `/v1/users/${made.id}`);
    assert.equal('password' in shown.body, false);
    await assertNowhere(api, made.password);
  });

  it('that the request brings are not repeated', async () => {
    const password = 'a password of the request';
    const made = await world.create('/v1/users', { name: freshName('user'), password });
    assert.equal(made.password, null);
    assert.equal(await statusOf({ name: made.name, password }), 200);
    await assertNowhere(api, password);
  });

  it('are refused where they are short, the name of the user, or nearly nothing', async () => {
    const create = (name: string, password: string) => world.call('POST', '/v1/users', { body: { name, password } });
    assertRefused(await create(freshName('user'), 'elevenchars'), 400, 'validation_failed', '/body/password');
    assertRefused(await create('margarethe.k', 'Margarethe.K'), 422, 'unprocessable', '/body/password');
    assertRefused(await create('margarethe.k', 'margarethe.k1234'), 422, 'unprocessable', '/body/password');
    assertRefused(await create(freshName('user'), 'aaaaaaaaaaaaaaaa'), 422, 'unprocessable', '/body/password');
  });

  it('are reset by others only: the old one and all tokens stop at once', async () => {
    const person = await world.person();
    const token = await userTokenOf(api, person);
    assert.equal(await statusOf(token), 200);
    const answer = assertOk(await world.call('POST', `/v1/users/${person.id}/password`));
    assert.deepEqual([await statusOf(person), await statusOf(token)], [401, 401]);
    assert.equal(await statusOf({ name: person.name, password: answer.body.password }), 200);
    await assertNowhere(api, answer.body.password);
    assert.match((await lastRecord('user.reset_password')).change, /its tokens have ended/);

    const { id } = await world.me();
    const own = await world.call('POST', `/v1/users/${id}/password`);
    assertRefused(own, 403, 'own_rights');
    assert.match(own.body.detail, /\/v1\/me\/password/);
  });

  it('are not given to users of an identity provider', async () => {
    const id = await world.user();
    await api.store.models.users.updateOne({ _id: id }, { identity_provider_id: 4, external_subject: `s-${id}` });
    assert.equal((await world.call('GET', `/v1/users/${id}`)).body.kind, 'federated');
    assertRefused(await world.call('POST', `/v1/users/${id}/password`), 409, 'conflict');
  });
});

describe('names of users', () => {
  it('are none that mean something else where one signs in', async () => {
    for (const name of ['acme/alice', 'alice:x', ' alice', 'alice\n', '']) {
      assertRefused(await world.call('POST', '/v1/users', { body: { name } }), 400, 'validation_failed', '/body/name');
    }
    const answer = await world.call('POST', '/v1/users', { body: { name: '_api_key' } });
    assertRefused(answer, 422, 'unprocessable', '/body/name');
  });

  it('are given once, however many ask at the same moment', async () => {
    const name = freshName('user');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => world.call('POST', '/v1/users', { body: { name } })),
    );
    const losers = answers.filter(({ status }) => status !== 201);
    assert.equal(losers.length, 7);
    for (const answer of losers) assertRefused(answer, 409, 'name_taken');
    assert.equal(await api.store.models.users.countDocuments({ name }), 1);
  });

  it('belong to one organization only', async () => {
    const other = await World.enter(api, (await api.createOrganization('namesakes')).admin);
    const name = freshName('user');
    const [one, another] = [await world.create('/v1/users', { name }), await other.create('/v1/users', { name })];
    assert.notEqual(one.id, another.id);
    assert.equal(await statusOf({ name, password: another.password }), 401);
    assert.equal(await statusOf({ name: `namesakes/${name}`, password: another.password }), 200);
  });
});

describe('status of users', () => {
  it('inactive stops password, tokens and keys at once; active again does not bring tokens back', async () => {
    const person = await world.person();
    const [token, { key }] = [await userTokenOf(api, person), await world.apiKey(person)];
    const all = async () => [await statusOf(person), await statusOf(token), await statusOf({ token: key })];
    assert.deepEqual(await all(), [200, 200, 200]);
    assertOk(await world.call('POST', `/v1/users/${person.id}/deactivate`));
    assert.deepEqual(await all(), [401, 401, 401]);
    assertOk(await world.call('POST', `/v1/users/${person.id}/activate`));
    assert.deepEqual(await all(), [200, 401, 200]);
  });

  it('is not for oneself', async () => {
    const { id } = await world.me();
    assertRefused(await world.call('POST', `/v1/users/${id}/deactivate`), 403, 'own_rights');
  });
});

describe('second factors of users', () => {
  it('are removed by others only, and all tokens end', async () => {
    const person = await world.person();
    const totp = { sealed_secret: 'x', confirmed_at: new Date(), last_step: 0, recovery_hashes: [] };
    await api.store.models.users.updateOne({ _id: person.id }, { totp });
    const token = await userTokenOf(api, person, { method: 'token_basic_totp' });
    assert.equal((await world.call('GET', `/v1/users/${person.id}`)).body.has_second_factor, true);
    const answer = assertOk(await world.call('POST', `/v1/users/${person.id}/totp/reset`));
    assert.equal(answer.body.has_second_factor, false);
    assert.deepEqual([await statusOf(person), await statusOf(token)], [200, 401]);
    const { id } = await world.me();
    assertRefused(await world.call('POST', `/v1/users/${id}/totp/reset`), 403, 'own_rights');
  });
});

describe('taking a user in hand', () => {
  it('takes all that the user holds', async () => {
    const keeper = await userKeeper();
    const [strong, weak] = [await world.person(), await world.person()];
    await grant(api.store, { type: 'user', id: strong.id, organizationId: 1 }, 'operator');
    await api.store.models.users.updateOne(
      { _id: strong.id },
      { totp: { sealed_secret: 'x', confirmed_at: null, last_step: 0, recovery_hashes: [] } },
    );
    for (const step of ['password', 'totp/reset', 'deactivate']) {
      const refused = await api.call('POST', `/v1/users/${strong.id}/${step}`, { as: keeper });
      assertRefused(refused, 403, 'privilege_escalation');
      assert.match(refused.body.detail, /resource:rotate/);
      assertOk(await api.call('POST', `/v1/users/${weak.id}/${step}`, { as: keeper }));
    }
    assert.equal(await statusOf(strong), 200);
    assertOk(await world.call('POST', `/v1/users/${strong.id}/deactivate`));
    assertRefused(
      await api.call('POST', `/v1/users/${strong.id}/activate`, { as: keeper }),
      403,
      'privilege_escalation',
    );
  });

  it('counts what the user holds through groups', async () => {
    const keeper = await userKeeper();
    const person = await world.person();
    const group = await world.group();
    await grant(api.store, { type: 'group', id: group, organizationId: 1 }, 'admin');
    await world.member(group, person.id);
    const refused = await api.call('POST', `/v1/users/${person.id}/password`, { as: keeper });
    assertRefused(refused, 403, 'privilege_escalation');
  });

  it('needs nothing to read oneself, and the permission to read others', async () => {
    const [one, other] = [await world.person(), await world.person()];
    assert.equal((await api.call('GET', `/v1/users/${one.id}`, { as: one })).body.name, one.name);
    assertRefused(await api.call('GET', `/v1/users/${other.id}`, { as: one }), 403, 'forbidden');
  });
});

describe('the last administrator', () => {
  it('stays, also where the last two are removed at the same moment', async () => {
    // A guest holds all that they hold, and does not count as one who is left.
    const guest = await api.createUser('caretaker', null);
    for (let round = 0; round < 4; round += 1) {
      const name = `pair-${round}`;
      const { organizationId, adminId } = await api.createOrganization(name);
      const second = await api.createUser('second', 'admin', { organizationId });
      await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'admin', { organizationId });
      const headers = { 'X-Capstan-Organization': name };
      const remove = (id: number) => api.call('POST', `/v1/users/${id}/deactivate`, { as: guest, headers });
      const answers = await Promise.all([remove(adminId), remove(second.id)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      const refused = answers.find(({ status }) => status === 409);
      assert.equal(refused?.body.code, 'last_administrator');
      const left = await api.store.models.users.countDocuments({ organization_id: organizationId, status: 'active' });
      assert.equal(left, 1);
    }
  });

  it('is not who only is one for a while, elsewhere, or at an identity provider', async () => {
    const { organizationId, adminId } = await api.createOrganization('lonely');
    const guest = await api.createUser('visitor', null);
    await grant(api.store, { type: 'user', id: guest.id, organizationId: 1 }, 'admin', { organizationId });
    const headers = { 'X-Capstan-Organization': 'lonely' };
    const temporary = await api.createUser('temporary', null, { organizationId });
    const id = await grant(api.store, { type: 'user', id: temporary.id, organizationId }, 'admin');
    await api.store.models.grants.updateOne({ _id: id }, { expires_at: new Date(Date.now() + 3_600_000) });
    const federated = await api.createUser('federated', 'admin', { organizationId });
    await api.store.models.users.updateOne({ _id: federated.id }, { password_hash: null, identity_provider_id: 3 });
    const answer = await api.call('POST', `/v1/users/${adminId}/deactivate`, { as: guest, headers });
    assertRefused(answer, 409, 'last_administrator');
  });
});
