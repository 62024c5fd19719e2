/** Who may come in by password, and nobody a moment after their access ends; oauth.test.ts is about applications. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PasswordCheck } from '../../../api/authentication/password-check.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';

describe('authentication', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  test('a remembered password stops working with the status and the password of the user, and does no more than the grants', async () => {
    const as = await api.createUser('leaver', 'admin');
    const { users, grants, organizations } = api.store.models;
    assert.equal((await api.call('GET', '/v1/applications', { as })).status, 200);
    await grants.updateOne({ subject_type: 'user', subject_id: as.id }, { $set: { role: 'viewer' } });
    await organizations.updateOne({ _id: 1 }, { $inc: { access_epoch: 1 } });
    assert.equal((await api.call('GET', '/v1/applications', { as })).status, 403);
    await users.updateOne({ name: 'leaver' }, { $set: { status: 'inactive' } });
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
    const another = await users.findOne({ name: 'admin' }).lean();
    await users.updateOne(
      { name: 'leaver' },
      { $set: { status: 'active', password_hash: another?.password_hash ?? '' } },
    );
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
  });

  test('a name is text: no operator of a query comes in through it', async () => {
    const as = { name: '{"$ne":null}', password: 'x' };
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
  });

  test('a password may hold colons and any character of UTF-8', async () => {
    const { hashPassword } = await import('../../../api/authentication/password-check.ts');
    const { Secret } = await import('../../../domain/secret.ts');
    const as = await api.createUser('poly:glot'.replace(':', '-'), 'viewer');
    const password = 'a:b:ü€𝄞';
    await api.store.models.users.updateOne(
      { name: as.name },
      { $set: { password_hash: await hashPassword(new Secret(password)) } },
    );
    assert.equal((await api.call('GET', '/v1/me', { as: { name: as.name, password } })).status, 200);
  });

  test('too many password checks at once are 429 rather than a standstill', async () => {
    const check = new PasswordCheck();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 80 }, (_, i) => check.matches(undefined, `guess ${i}`)),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 14);
    assert.ok(refused.every(({ reason }) => reason.code === 'too_many_requests' && reason.retryAfterSeconds > 0));
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected' || outcome.value === false));
  });
});
