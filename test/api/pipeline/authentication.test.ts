/** Who may come in: users by password, applications by token, and nobody a moment after their access ends. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PasswordCheck } from '../../../api/authentication/password-check.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';

interface Robot {
  readonly id: number;
  readonly clientId: string;
  readonly secret: string;
}

describe('authentication', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  let robots = 0;
  const createRobot = async (): Promise<Robot> => {
    robots += 1;
    const body = { name: `robot-${robots}`, role: 'operator' };
    const answer = await api.call('POST', '/v1/applications', { as: api.admin, body });
    assert.equal(answer.status, 201);
    return { id: answer.body.id, clientId: answer.body.client_id, secret: answer.body.client_secret };
  };
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    api.call('POST', path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    });
  const basic = ({ clientId, secret }: Robot) => ({
    Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  });
  const tokenFor = async (robot: Robot): Promise<Caller & { token: string }> => {
    const answer = await form('/v1/oauth2/token', { grant_type: 'client_credentials' }, basic(robot));
    assert.equal(answer.status, 200);
    return { token: answer.body.access_token };
  };

  test('an application gets an opaque token for ten minutes, by both ways to authenticate, and acts with it', async () => {
    const robot = await createRobot();
    const byHeader = await form('/v1/oauth2/token', { grant_type: 'client_credentials' }, basic(robot));
    assert.equal(byHeader.body.token_type, 'Bearer');
    assert.equal(byHeader.body.expires_in, 600);
    assert.match(byHeader.headers.get('cache-control') ?? '', /no-store/);
    const byBody = await form('/v1/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: robot.clientId,
      client_secret: robot.secret,
    });
    for (const { body } of [byHeader, byBody]) {
      const me = await api.call('GET', '/v1/me', { as: { token: body.access_token } });
      assert.equal(me.status, 200);
      assert.deepEqual([me.body.type, me.body.id, me.body.role], ['application', robot.id, 'operator']);
    }
  });

  test('neither the token nor the secret is anywhere in the database or the log', async () => {
    const robot = await createRobot();
    const { token } = await tokenFor(robot);
    await api.call('GET', '/v1/me', { as: { token } });
    for (const collection of await api.store.connection.getClient().db().collections()) {
      const text = JSON.stringify(await collection.find().toArray());
      assert.ok(!text.includes(token) && !text.includes(robot.secret), collection.collectionName);
    }
    assert.ok(!api.log.join('\n').includes(token));
  });

  test('a wrong secret, an unknown client and the hash of the secret are invalid_client, with a record', async () => {
    const robot = await createRobot();
    const application = await api.store.models.applications.findById(robot.id).lean();
    for (const secret of ['wrong', application?.secret_hash ?? '']) {
      const answer = await form(
        '/v1/oauth2/token',
        { grant_type: 'client_credentials' },
        {
          ...basic({ ...robot, secret }),
          'X-Correlation-Id': `wrong-secret-${secret.slice(0, 5)}`,
        },
      );
      assert.equal(answer.status, 401);
      assert.equal(answer.body.error, 'invalid_client');
      const record = await api.store
        .auditCollection()
        .findOne({ correlation_id: `wrong-secret-${secret.slice(0, 5)}` });
      assert.deepEqual([record?.operation, record?.status, record?.code], ['token.issue', 'denied', 'invalid_client']);
      assert.deepEqual([record?.actor.type, record?.target_id], ['anonymous', robot.id]);
    }
    const unknown = await form(
      '/v1/oauth2/token',
      { grant_type: 'client_credentials' },
      basic({ ...robot, clientId: 'nobody' }),
    );
    assert.equal(unknown.body.error, 'invalid_client');
  });

  test('an issued token has its record before it is answered', async () => {
    const robot = await createRobot();
    const headers = { ...basic(robot), 'X-Correlation-Id': 'issued-token' };
    await form('/v1/oauth2/token', { grant_type: 'client_credentials' }, headers);
    const record = await api.store.auditCollection().findOne({ correlation_id: 'issued-token' });
    assert.deepEqual([record?.operation, record?.status, record?.actor.id], ['token.issue', 'succeeded', robot.id]);
  });

  test('other grants, bodies and methods are refused as RFC 6749 has it, never with 5xx', async () => {
    const robot = await createRobot();
    for (const grant_type of ['password', 'authorization_code', 'refresh_token', '']) {
      const answer = await form('/v1/oauth2/token', { grant_type }, basic(robot));
      assert.equal(answer.status, 400, grant_type);
      assert.ok(['unsupported_grant_type', 'invalid_request', 'unauthorized_client'].includes(answer.body.error));
    }
    const json = await api.call('POST', '/v1/oauth2/token', {
      body: { grant_type: 'client_credentials' },
      headers: basic(robot),
    });
    assert.equal(json.status, 400);
    const html = await form('/v1/oauth2/token', {}, { ...basic(robot), Accept: 'text/html' });
    assert.match(html.headers.get('content-type') ?? '', /^application\/json/);
  });

  test('a revoked token works no more; a stranger cannot revoke it', async () => {
    const [robot, other] = [await createRobot(), await createRobot()];
    const as = await tokenFor(robot);
    await form('/v1/oauth2/revoke', { token: as.token }, basic(other));
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 200);
    assert.equal((await form('/v1/oauth2/revoke', { token: as.token }, basic(robot))).status, 200);
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
    assert.equal((await form('/v1/oauth2/revoke', { token: 'unknown' }, basic(robot))).status, 200);
  });

  test('an expired token works no more, even before MongoDB has removed it', async () => {
    const as = await tokenFor(await createRobot());
    await api.store.models.oauthPayloads.updateMany({}, { $set: { expires_at: new Date(Date.now() - 1) } });
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
  });

  test('a deactivated application is out at its next request, with its token and with its secret', async () => {
    const robot = await createRobot();
    const as = await tokenFor(robot);
    await api.call('POST', `/v1/applications/${robot.id}/deactivate`, { as: api.admin });
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
    const answer = await form('/v1/oauth2/token', { grant_type: 'client_credentials' }, basic(robot));
    assert.equal(answer.body.error, 'invalid_client');
  });

  test('a remembered password stops working with the status, the role and the password of the user', async () => {
    const as = await api.createUser('leaver', 'admin');
    const { users } = api.store.models;
    assert.equal((await api.call('GET', '/v1/applications', { as })).status, 200);
    await users.updateOne({ name: 'leaver' }, { $set: { role: 'viewer' } });
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

  test('the server tells what it supports, and nothing that it does not', async () => {
    const { body } = await api.call('GET', '/.well-known/oauth-authorization-server');
    assert.deepEqual(body.grant_types_supported, ['client_credentials']);
    assert.equal(new URL(body.token_endpoint).pathname, '/v1/oauth2/token');
    for (const path of ['/v1/oauth2/introspect', '/auth', '/jwks', '/.well-known/openid-configuration', '/token']) {
      assert.equal((await api.call('GET', path)).status, 404, path);
    }
  });
});
