/** What concerns identities and rights wants a fresh authentication, and never an API key. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { issueSecret } from '../../../api/authentication/secrets.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';

describe('step-up', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  /** A sensitive operation: takes a password that is never the same. */
  let made = 0;
  const change = (as: Caller) => {
    made += 1;
    return api.call('POST', '/v1/me/password', { as, body: { new_password: `password number ${made} of many` } });
  };
  const tokenOf = async (as: Caller): Promise<{ token: string; token_id: string }> =>
    (await api.call('POST', '/v1/me/tokens', { as })).body;
  const age = (tokenId: string, minutes: number) =>
    api.store.models.userTokens.updateOne(
      { public_id: tokenId },
      { $set: { authenticated_at: new Date(Date.now() - minutes * 60_000) } },
    );

  test('a fresh token passes; an old one reads on, and is asked to authenticate again', async () => {
    const { token, token_id } = await tokenOf(await api.createUser('ages', 'viewer'));
    assert.equal((await change({ token })).status, 200);
    await age(token_id, 16);
    assert.equal((await api.call('GET', '/v1/me', { as: { token } })).status, 200);
    const answer = await change({ token });
    assert.deepEqual([answer.status, answer.body.code], [401, 'fresh_authentication_required']);
    const challenge = answer.headers.get('www-authenticate') ?? '';
    assert.match(challenge, /^Bearer .*error="insufficient_user_authentication", max_age=900/);
    const correlation_id = answer.headers.get('x-correlation-id') ?? '';
    const record = await api.store.auditCollection().findOne({ correlation_id });
    assert.deepEqual([record?.status, record?.code], ['denied', 'fresh_authentication_required']);
  });

  test('how fresh is the organization’s to say, from the next request on', async () => {
    const { token, token_id } = await tokenOf(await api.createUser('strict', 'viewer'));
    await age(token_id, 3);
    assert.equal((await change({ token })).status, 200);
    await api.store.models.organizations.updateOne({ _id: 1 }, { $set: { step_up_minutes: 2 } });
    const answer = await change({ token });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate') ?? '', /max_age=120/);
    await api.store.models.organizations.updateOne({ _id: 1 }, { $set: { step_up_minutes: 15 } });
    assert.equal((await change({ token })).status, 200);
  });

  test('the password itself is always fresh', async () => {
    assert.equal((await change(await api.createUser('fresh', 'viewer'))).status, 200);
  });

  test('an API key is refused, however new', async () => {
    const user = await api.createUser('keyed', 'admin');
    const { text, hash, hint } = issueSecret('apiKey');
    const now = new Date();
    await api.store.models.apiKeys.create({
      ...{ _id: await api.store.nextId('api_key'), organization_id: 1, user_id: user.id, name: 'script', hint },
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
    assert.equal((await api.call('GET', '/v1/me', { as: { token: text } })).status, 200);
    for (const path of ['/v1/me/totp', '/v1/applications']) {
      const answer = await api.call('POST', path, { as: { token: text } });
      assert.deepEqual([answer.status, answer.body.code], [403, 'password_required'], path);
    }
  });

  test('every operation that is sensitive refuses an old token before it reads the request', async () => {
    const { token, token_id } = await tokenOf(api.admin);
    await age(token_id, 60);
    const sensitive = [...api.application.contract.operations.values()].filter(({ isSensitive }) => isSensitive);
    assert.ok(sensitive.length > 20);
    for (const { method, path, id } of sensitive) {
      const answer = await api.call(method.toUpperCase(), path.replace(/\{[^}]+\}/g, '1'), { as: { token } });
      assert.deepEqual([answer.status, answer.body.code], [401, 'fresh_authentication_required'], id);
    }
  });
});
