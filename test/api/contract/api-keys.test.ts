/** API keys: shown once, as good as their user at that moment, and gone as soon as they are revoked. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeAccess } from '../../../store/access/change-access.ts';
import { type ApiHarness, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { until } from '../../support/until.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshKey, type Person, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

async function statusOf(as: Caller, path = '/v1/me'): Promise<number> {
  return (await api.call('GET', path, { as })).status;
}

async function operator(): Promise<Person & { readonly grantId: number }> {
  const person = await world.person();
  const grantId = await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, 'operator');
  return { ...person, grantId };
}

describe('an API key', () => {
  it('is shown once, and kept as a hash only', async () => {
    const person = await world.person();
    const made = await world.apiKey(person, { description: 'for the pipeline' });
    assert.match(made.key, /^cap_ak_[A-Za-z0-9_-]{43}$/);
    assert.ok(made.key.startsWith(made.hint));
    const path = `/v1/users/${person.id}/api-keys`;
    assert.equal(await statusOf({ token: made.key }), 200);
    for (const shown of [path, `${path}/${made.name}`]) {
      const { body } = assertOk(await api.call('GET', shown, { as: person }));
      assert.equal(JSON.stringify(body).includes(made.key), false);
    }
    await assertNowhere(api, made.key);
  });

  it('works as a bearer token and as the password of _api_key, and tells when it did', async () => {
    const person = await world.person();
    const made = await world.apiKey(person);
    for (const as of [{ token: made.key }, { name: '_api_key', password: made.key }]) {
      const me = assertOk(await api.call('GET', '/v1/me', { as }));
      assert.deepEqual([me.body.id, me.body.authentication], [person.id, 'api_key']);
    }
    const path = `/v1/users/${person.id}/api-keys/${made.name}`;
    const { body } = await api.call('GET', path, { as: person });
    assert.ok(Date.now() - Date.parse(body.last_used_at) < 60_000);
  });

  it('holds what its user holds at that moment', async () => {
    const person = await operator();
    const as = { token: (await world.apiKey(person)).key };
    assert.equal(await statusOf(as, '/v1/devices'), 200);
    await api.store.transaction(async (session) => {
      await changeAccess(api.store, session, 1);
      const revoked = { status: 'revoked', revoked_at: new Date() } as const;
      await api.store.models.grants.updateOne({ _id: person.grantId }, revoked, { session });
    });
    assert.equal(await statusOf(as, '/v1/devices'), 403);
    await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, 'viewer');
    assert.equal(await statusOf(as, '/v1/devices'), 200);
  });

  it('manages no users, credentials of identities, keys and rights, whatever its user may', async () => {
    const person = await world.person();
    await grant(api.store, { type: 'user', id: person.id, organizationId: 1 }, 'admin');
    const as = { token: (await world.apiKey(person)).key };
    const keys = `/v1/users/${person.id}/api-keys`;
    const other = await world.user();
    const refused = [
      ['GET', keys],
      ['POST', keys, { name: 'another' }],
      ['POST', '/v1/users', { name: 'somebody' }],
      ['POST', `/v1/users/${other}/password`],
      ['POST', `/v1/users/${other}/deactivate`],
      ['POST', '/v1/groups', { name: 'some group' }],
      ['POST', '/v1/roles', { name: 'some-role', permissions: ['resource:read'] }],
      ['POST', '/v1/organizations', { name: 'some-organization', admin_name: 'alice' }],
    ] as const;
    for (const [method, path, body] of refused) {
      assertRefused(await api.call(method, path, { as, body }), 403, 'password_required');
    }
    assert.equal(await statusOf(as, '/v1/users'), 200);
  });

  it('is made by its user alone, who needs no permission for it', async () => {
    const person = await world.person();
    assert.equal(await statusOf(person, '/v1/devices'), 403);
    const { name } = await world.apiKey(person);
    const path = `/v1/users/${person.id}/api-keys`;
    const refused = await world.call('POST', path, { body: { name: freshKey('key') } });
    assertRefused(refused, 403, 'forbidden');
    assert.match(refused.body.detail, /the user itself/);
    assertRefused(await world.call('PATCH', `${path}/${name}`, { body: { description: 'x' } }), 403, 'forbidden');
    assertRefused(
      await world.call('PATCH', `${path}/${name}`, { body: { status: 'revoked', expires_at: null } }),
      403,
      'forbidden',
    );
    assertOk(await api.call('PATCH', `${path}/${name}`, { as: person, body: { description: 'x' } }));
    const stranger = await world.person();
    assertRefused(await api.call('GET', path, { as: stranger }), 403, 'forbidden');
  });

  it('has a name that no other key of its user has, also at the same moment', async () => {
    const [person, other] = [await world.person(), await world.person()];
    const body = { name: 'pipeline' };
    const create = (as: Person) => api.call('POST', `/v1/users/${as.id}/api-keys`, { as, body });
    const answers = await Promise.all([create(person), create(person), create(person)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    assertOk(await create(other), 201);
  });

  it('is one of 100 at most', async () => {
    const person = await world.person();
    const { name } = await world.apiKey(person);
    const {
      _id,
      secret_hash: _hash,
      ...fields
    } = await api.store.models.apiKeys.findOne({ user_id: person.id }).orFail().lean();
    const more = Array.from({ length: 99 }, (_, n) => ({
      ...fields,
      _id: _id + 1_000_000 + n,
      name: `more-${n}`,
      secret_hash: `${person.id}-${n}`,
    }));
    await api.store.models.apiKeys.insertMany(more);
    const path = `/v1/users/${person.id}/api-keys`;
    assertRefused(await api.call('POST', path, { as: person, body: { name: 'one-more' } }), 409, 'conflict');
    assertOk(await api.call('PATCH', `${path}/${name}`, { as: person, body: { status: 'revoked' } }));
    await world.apiKey(person);
  });
});

describe('a revoked API key', () => {
  it('does not get through once more, and its record stays', async () => {
    const person = await operator();
    const made = await world.apiKey(person);
    const path = `/v1/users/${person.id}/api-keys/${made.name}`;
    assert.equal(await statusOf({ token: made.key }), 200);
    const answer = assertOk(await world.call('PATCH', path, { body: { status: 'revoked' } }));
    assert.equal(await statusOf({ token: made.key }), 401);
    assert.equal(await statusOf({ name: '_api_key', password: made.key }), 401);
    assert.equal(answer.body.status, 'revoked');
    const { body } = await world.call('GET', `/v1/users/${person.id}/api-keys?status=revoked`);
    assert.deepEqual(body.api_keys, [answer.body]);
    const { body: log } = await world.call('GET', '/v1/logs/audit?limit=1&operation=api_key.update');
    assert.deepEqual([log.events[0].target_type, log.events[0].target_id], ['api_key', made.id]);
    assert.match(log.events[0].change, /is revoked/);
  });

  it('stays revoked for good, and keeps its name', async () => {
    const person = await world.person();
    const made = await world.apiKey(person);
    const path = `/v1/users/${person.id}/api-keys/${made.name}`;
    const patch = (body: object) => api.call('PATCH', path, { as: person, body });
    const first = assertOk(await patch({ status: 'revoked' }));
    assert.deepEqual(assertOk(await patch({ status: 'revoked' })).body, first.body);
    assertRefused(await patch({ status: 'active' }), 409, 'conflict');
    assertRefused(await patch({ description: 'again' }), 409, 'conflict');
    const again = await api.call('POST', `/v1/users/${person.id}/api-keys`, { as: person, body: { name: made.name } });
    assertRefused(again, 409, 'name_taken');
  });

  it('is no way to hold off a password reset: making and revoking keys without pause', {
    timeout: 30_000,
  }, async () => {
    const person = await operator();
    const path = `/v1/users/${person.id}/api-keys`;
    let isDone = false;
    const busy = Array.from({ length: 6 }, async (_, lane) => {
      for (let turn = 0; !isDone; turn += 1) {
        const name = `key-${lane}-${turn}`;
        await api.call('POST', path, { as: person, body: { name } });
        await api.call('PATCH', `${path}/${name}`, { as: person, body: { status: 'revoked' } });
      }
    });
    const reset = await world.call('POST', `/v1/users/${person.id}/password`, { body: {} });
    isDone = true;
    await Promise.all(busy);
    assertOk(reset);
  });

  it('is refused to requests that run at the same moment, once it is revoked', async () => {
    const person = await operator();
    const made = await world.apiKey(person);
    const as = { token: made.key };
    const path = `/v1/users/${person.id}/api-keys/${made.name}`;
    const turns = { before: 0, after: 0 };
    let isRevoked = false;
    const using = Array.from({ length: 4 }, async () => {
      while (turns.after < 20) {
        const wasRevoked = isRevoked;
        const status = await statusOf(as, '/v1/devices?limit=1');
        if (wasRevoked) assert.equal(status, 401);
        turns[wasRevoked ? 'after' : 'before'] += 1;
      }
    });
    await until('the key to be in use', async () => (turns.before >= 8 ? true : undefined));
    assertOk(await api.call('PATCH', path, { as: person, body: { status: 'revoked' } }));
    isRevoked = true;
    await Promise.all(using);
    assert.equal(await statusOf(as), 401);
  });
});

describe('what an API key is good for', () => {
  it('ends with its expiry', async () => {
    const person = await world.person();
    const made = await world.apiKey(person, { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    assert.equal(await statusOf({ token: made.key }), 200);
    await api.store.models.apiKeys.updateOne({ _id: made.id }, { expires_at: new Date(Date.now() - 1) });
    assert.equal(await statusOf({ token: made.key }), 401);
    const path = `/v1/users/${person.id}/api-keys`;
    const past = { expires_at: '2020-01-01T00:00:00Z' };
    const created = await api.call('POST', path, { as: person, body: { name: freshKey('key'), ...past } });
    assertRefused(created, 422, 'unprocessable', '/body/expires_at');
    const changed = await api.call('PATCH', `${path}/${made.name}`, { as: person, body: past });
    assertRefused(changed, 422, 'unprocessable', '/body/expires_at');
    assertOk(await api.call('PATCH', `${path}/${made.name}`, { as: person, body: { expires_at: null } }));
    assert.equal(await statusOf({ token: made.key }), 200);
  });

  it('is limited to its addresses', async () => {
    const person = await world.person();
    const made = await world.apiKey(person, { allowed_addresses: ['203.0.113.0/24', '2001:db8::/32'] });
    assert.equal(await statusOf({ token: made.key }), 401);
    const path = `/v1/users/${person.id}/api-keys/${made.name}`;
    const patch = (allowed_addresses: string[]) => api.call('PATCH', path, { as: person, body: { allowed_addresses } });
    assertOk(await patch(['127.0.0.0/8']));
    assert.equal(await statusOf({ token: made.key }), 200);
    const refused = await patch(['127.0.0.1', '127.0.0.1/33']);
    assertRefused(refused, 422, 'unprocessable', '/body/allowed_addresses/1');
    assertOk(await patch([]));
    assert.equal(await statusOf({ token: made.key }), 200);
  });
});
