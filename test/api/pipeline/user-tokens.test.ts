/** User tokens: given for a password, held by their user alone, ended at once. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { hashSecret, issueSecret } from '../../../api/authentication/secrets.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';

describe('user tokens', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const create = async (as: Caller) => {
    const answer = await api.call('POST', '/v1/me/tokens', { as });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const me = (token: string) => api.call('GET', '/v1/me', { as: { token } });
  const apiKeyFor = async (userId: number): Promise<string> => {
    const { text, hash, hint } = issueSecret('apiKey');
    const now = new Date();
    await api.store.models.apiKeys.create({
      ...{ _id: await api.store.nextId('api_key'), organization_id: 1, user_id: userId, name: 'script', hint },
      ...{ description: null, secret_hash: hash, status: 'active', expires_at: null, allowed_addresses: [] },
      ...{
        last_used_at: null,
        revoked_at: null,
        created_at: now,
        updated_at: now,
        revision: 1,
        last_event_id: 'evt_x',
      },
    });
    return text;
  };

  test('a password gives a token that lives as long as the organization says', async () => {
    const user = await api.createUser('holder', 'viewer');
    await api.store.models.organizations.updateOne({ _id: 1 }, { $set: { user_token_minutes: 30 } });
    const made = await create(user);
    assert.match(made.token, /^cap_ut_/);
    assert.equal(made.method, 'token_basic');
    const minutes = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 60_000;
    assert.equal(minutes, 30);
    const { status, body } = await me(made.token);
    assert.deepEqual([status, body.id, body.authentication], [200, user.id, 'token_basic']);
  });

  test('neither a token nor an API key begets a token', async () => {
    const user = await api.createUser('breeder', 'viewer');
    const { token } = await create(user);
    for (const as of [{ token }, { token: await apiKeyFor(user.id) }]) {
      const answer = await api.call('POST', '/v1/me/tokens', { as });
      assert.deepEqual([answer.status, answer.body.code], [403, 'password_required']);
    }
  });

  test('a user sees and ends their own tokens, and nobody else’s', async () => {
    const [user, other] = [await api.createUser('own', 'admin'), await api.createUser('other', 'admin')];
    const [first, second] = [await create(user), await create(user)];
    await create(other);
    const list = await api.call('GET', '/v1/me/tokens', { as: { token: first.token } });
    const shown = list.body.tokens.map((token: { token_id: string; is_current: boolean }) => [
      token.token_id,
      token.is_current,
    ]);
    assert.deepEqual(shown, [
      [second.token_id, false],
      [first.token_id, true],
    ]);
    assert.ok(!JSON.stringify(list.body).includes('cap_ut_'));
    for (const path of [`/v1/me/tokens/${second.token_id}`, `/v1/me/tokens/${second.token_id}/revoke`]) {
      const method = path.endsWith('revoke') ? 'POST' : 'GET';
      assert.equal((await api.call(method, path, { as: other })).status, 404);
    }
    assert.equal((await me(second.token)).status, 200);
    const revoked = await api.call('POST', `/v1/me/tokens/${second.token_id}/revoke`, { as: { token: first.token } });
    assert.equal(revoked.status, 200);
    assert.ok(revoked.body.revoked_at);
    assert.equal((await me(second.token)).status, 401);
    assert.equal((await me(first.token)).status, 200);
  });

  test('pages of tokens hold each token once', async () => {
    const user = await api.createUser('many', 'viewer');
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await create(user)).token_id);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await api.call('GET', `/v1/me/tokens?limit=2${cursor}`, { as: user });
      seen.push(...body.tokens.map(({ token_id }: { token_id: string }) => token_id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    assert.deepEqual(seen, made.toReversed());
  });

  test('whoever signs out with the token is out, also where the authentication is old', async () => {
    const user = await api.createUser('signs-out', 'viewer');
    const { token, token_id } = await create(user);
    await api.store.models.userTokens.updateOne({ public_id: token_id }, { $set: { authenticated_at: new Date(0) } });
    const answer = await api.call('POST', `/v1/me/tokens/${token_id}/revoke`, { as: { token } });
    assert.equal(answer.status, 200);
    assert.equal((await me(token)).status, 401);
  });

  test('an expired token and one of an inactive user are nobody’s', async () => {
    const [late, gone] = [await api.createUser('late', 'viewer'), await api.createUser('gone', 'viewer')];
    const [{ token, token_id }, theirs] = [await create(late), await create(gone)];
    await api.store.models.userTokens.updateOne({ public_id: token_id }, { $set: { expires_at: new Date() } });
    assert.equal((await me(token)).status, 401);
    await api.store.models.users.updateOne({ _id: gone.id }, { $set: { status: 'inactive' } });
    assert.equal((await me(theirs.token)).status, 401);
  });

  test('a new password ends all tokens but the one that set it, and the old password', async () => {
    const user = await api.createUser('changer', 'viewer');
    const [used, other] = [await create(user), await create(user)];
    const new_password = 'quite another password';
    const answer = await api.call('POST', '/v1/me/password', { as: { token: used.token }, body: { new_password } });
    assert.equal(answer.status, 200);
    assert.equal((await me(used.token)).status, 200);
    assert.equal((await me(other.token)).status, 401);
    assert.equal((await api.call('GET', '/v1/me', { as: user })).status, 401);
    assert.equal((await api.call('GET', '/v1/me', { as: { name: user.name, password: new_password } })).status, 200);
    const record = await api.store
      .auditCollection()
      .findOne({ correlation_id: answer.headers.get('x-correlation-id') ?? '' });
    assert.deepEqual([record?.operation, record?.target_id], ['user.set_own_password', user.id]);
    assert.ok(!JSON.stringify(record).includes(new_password));
    const kept = await api.store.models.users.findById(user.id).lean();
    assert.equal(kept?.revision, 2);
  });

  test('a password that is too short, or little more than the name, is refused', async () => {
    const user = await api.createUser('longish-name', 'viewer');
    for (const [new_password, status] of [
      ['short', 400],
      ['x'.repeat(129), 400],
      ['longish-name1', 422],
      ['LONGISH-name!', 422],
    ] as const) {
      const answer = await api.call('POST', '/v1/me/password', { as: user, body: { new_password } });
      assert.equal(answer.status, status, new_password);
      assert.equal(answer.body.errors[0].pointer, '/body/new_password');
    }
  });

  test('users of an identity provider have no password here', async () => {
    const user = await api.createUser('outside', 'viewer');
    const { token } = await create(user);
    const external = { password_hash: null, identity_provider_id: 9, external_subject: 'sub' };
    await api.store.models.users.updateOne({ _id: user.id }, { $set: external });
    const body = { new_password: 'quite another password' };
    assert.equal((await api.call('POST', '/v1/me/password', { as: { token }, body })).status, 409);
  });

  test('the text of a token is nowhere in the database or the log', async () => {
    const { token } = await create(await api.createUser('discreet', 'viewer'));
    await me(token);
    for (const collection of await api.store.connection.getClient().db().collections()) {
      assert.ok(!JSON.stringify(await collection.find().toArray()).includes(token), collection.collectionName);
    }
    assert.ok(!api.log.join('\n').includes(token));
    assert.ok(await api.store.models.userTokens.exists({ _id: hashSecret(token) }));
  });
});
