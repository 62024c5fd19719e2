/** Identity providers: whoever maps groups gives their rights, and what Capstan is let in by there is never shown. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ApiHarness, type Caller, grant, startApi, type TestUser } from '../../support/api-harness.ts';

describe('identity providers', () => {
  let api: ApiHarness;
  /** Manages providers and groups, and is no administrator. */
  let manager: TestUser;
  let admins: number;
  let viewers: number;

  before(async () => {
    api = await startApi();
    const permissions = ['identity_provider:read', 'identity_provider:write', 'group:read', 'scope:read'];
    await made('/v1/roles', { name: 'sso-manager', permissions });
    await made('/v1/roles', { name: 'scope-viewer', permissions: ['scope:read'] });
    manager = await api.createUser('manager', null);
    await grant(api.store, { type: 'user', id: manager.id, organizationId: 1 }, 'sso-manager');
    admins = await group('admins', 'admin');
    viewers = await group('viewers', 'scope-viewer');
  });
  after(() => api.close());

  const made = async (path: string, body: object, as: Caller = api.admin) => {
    const answer = await api.call('POST', path, { as, body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const group = async (name: string, role: string): Promise<number> => {
    const { id } = await made('/v1/groups', { name });
    await grant(api.store, { type: 'group', id, organizationId: 1 }, role);
    return id;
  };
  let names = 0;
  const plan = (fields: object = {}) => {
    names += 1;
    return { name: `provider-${names}`, issuer: 'https://id.example.com', client_id: 'capstan', ...fields };
  };
  const mapping = (group_id: number, external_group = 'outside') => ({
    group_mappings: [{ external_group, group_id }],
  });
  const create = (body: object, as: Caller = manager) => api.call('POST', '/v1/identity-providers', { as, body });
  const change = (id: number, body: object, as: Caller = manager) =>
    api.call('PATCH', `/v1/identity-providers/${id}`, { as, body });

  test('groups can be mapped by who holds what they hold, and by nobody else', async () => {
    const refused = await create(plan(mapping(admins)));
    assert.deepEqual([refused.status, refused.body.code], [403, 'privilege_escalation']);
    assert.equal((await create(plan(mapping(viewers)))).status, 201);
    assert.equal((await create(plan(mapping(admins)), api.admin)).status, 201);
  });

  test('nobody maps a group that they are in, however much they hold', async () => {
    const other = await api.createUser('other-admin', 'admin');
    await api.call('PUT', `/v1/groups/${viewers}/members/${other.id}`, { as: api.admin });
    const { id } = await made('/v1/identity-providers', plan(mapping(viewers)));
    for (const answer of [
      await create(plan(mapping(viewers)), other),
      await change(id, { group_mappings: [] }, other),
    ]) {
      assert.deepEqual([answer.status, answer.body.code], [403, 'own_rights']);
    }
    await api.call('DELETE', `/v1/groups/${viewers}/members/${other.id}`, { as: api.admin });
  });

  test('what decides who comes into mapped groups wants their rights as well; the rest does not', async () => {
    const { id } = await made(
      '/v1/identity-providers',
      plan({ ...mapping(admins), client_secret: 'a secret of ours' }),
    );
    for (const body of [
      { groups_claim: 'nickname' },
      { name_claim: 'nickname' },
      { creates_users: true },
      { client_id: 'another' },
      { group_mappings: [] },
      mapping(admins, 'somebody-elses-group'),
      mapping(viewers),
    ]) {
      const answer = await change(id, body);
      assert.deepEqual([answer.status, answer.body.code], [403, 'privilege_escalation'], JSON.stringify(body));
    }
    assert.equal((await change(id, { client_secret: 'another secret' })).status, 200);
    assert.equal((await change(id, { name: 'renamed' })).status, 200);
    assert.equal((await change(id, { ...mapping(admins) })).status, 200, 'the same mappings are no change');
    const deactivated = await api.call('POST', `/v1/identity-providers/${id}/deactivate`, { as: manager });
    assert.equal(deactivated.status, 200, 'whoever sees an attack can end it');
    const again = await api.call('POST', `/v1/identity-providers/${id}/activate`, { as: manager });
    assert.deepEqual([again.status, again.body.code], [403, 'privilege_escalation']);
  });

  test('groups of other organizations and missing ones cannot be mapped, nor the same twice', async () => {
    const { admin } = await api.createOrganization('others');
    const theirs = await made('/v1/groups', { name: 'theirs' }, admin);
    for (const id of [theirs.id, 9_999_999]) {
      const answer = await create(plan(mapping(id)), api.admin);
      assert.deepEqual([answer.status, answer.body.errors[0].pointer], [422, '/body/group_mappings/0/group_id']);
    }
    const { group_mappings } = mapping(viewers);
    const twice = await create(plan({ group_mappings: [...group_mappings, ...group_mappings] }), api.admin);
    assert.equal(twice.status, 422);
  });

  test('the issuer is https, not on loopback unless the API is told so, and stays', async () => {
    for (const issuer of [
      'http://id.example.com',
      'https://user@id.example.com',
      'https://id.example.com/?x=1',
      'https://id.example.com/#x',
      'https://169.254.169.254',
      'https://[fe80::1]',
      'https://0.0.0.0',
      'https://[::ffff:127.0.0.1]',
      'http://127.0.0.1:5556/realm',
      'https://127.0.0.1:5556',
      'http://localhost:5556',
      'https://[::1]',
      'https://[64:ff9b::7f00:1]',
    ]) {
      const answer = await create(plan({ issuer }), api.admin);
      assert.deepEqual([answer.status, answer.body.errors[0].pointer], [422, '/body/issuer'], issuer);
    }
    const { id } = await made('/v1/identity-providers', plan({ issuer: 'https://id.example.com/realm' }));
    assert.equal((await change(id, { issuer: 'https://elsewhere.example' }, api.admin)).status, 400);
  });

  test('the client secret is never shown, and not in the database or the log', async () => {
    const client_secret = 'correct-horse-battery-staple';
    const body = await made('/v1/identity-providers', plan({ client_secret }));
    assert.equal(body.has_client_secret, true);
    const read = await api.call('GET', `/v1/identity-providers/${body.id}`, { as: api.admin });
    const changed = await change(body.id, { client_secret: `${client_secret}-2` }, api.admin);
    const list = await api.call('GET', '/v1/identity-providers', { as: api.admin });
    const texts = [body, read.body, changed.body, list.body, api.log].map((text) => JSON.stringify(text));
    for (const collection of await api.store.connection.getClient().db().collections()) {
      texts.push(JSON.stringify(await collection.find().toArray()));
    }
    for (const text of texts) assert.ok(!text.includes(client_secret));
    const none = await change(body.id, { client_secret: null }, api.admin);
    assert.equal(none.body.has_client_secret, false);
    const record = await api.store
      .auditCollection()
      .findOne({ correlation_id: changed.headers.get('x-correlation-id') ?? '' });
    assert.equal(record?.change, 'changed: client_secret');
  });
});
