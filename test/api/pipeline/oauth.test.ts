/** The OAuth2 server: who gets a token, what ends one, and what the server says about itself. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { form, freshKeyPair, JWT_BEARER, type KeyPair, Robot } from '../../support/robot.ts';

describe('OAuth2', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const me = (token: string) => api.call('GET', '/v1/me', { as: { token } });
  const recordOf = (correlation_id: string) => api.store.auditCollection().findOne({ correlation_id });

  describe('by client secret', () => {
    test('an application gets an opaque token for ten minutes, by both ways to authenticate, and acts with it', async () => {
      const robot = await Robot.make(api);
      const byHeader = await robot.ask();
      assert.deepEqual(
        { ...byHeader.body, access_token: '' },
        { access_token: '', token_type: 'Bearer', expires_in: 600 },
      );
      assert.match(byHeader.headers.get('cache-control') ?? '', /no-store/);
      const byBody = await form(api, '/v1/oauth2/token', {
        grant_type: 'client_credentials',
        client_id: robot.clientId,
        client_secret: robot.secret,
      });
      for (const { body } of [byHeader, byBody]) {
        const answer = await me(body.access_token);
        assert.equal(answer.status, 200);
        assert.deepEqual(
          [answer.body.type, answer.body.id, answer.body.authentication],
          ['application', robot.id, 'oauth2_client_credentials'],
        );
      }
    });

    test('neither the token nor the secret is anywhere in the database or the log', async () => {
      const robot = await Robot.make(api);
      const { token } = await robot.token();
      await me(token);
      for (const collection of await api.store.connection.getClient().db().collections()) {
        const text = JSON.stringify(await collection.find().toArray());
        assert.ok(!text.includes(token) && !text.includes(robot.secret), collection.collectionName);
      }
      assert.ok(!api.log.join('\n').includes(token));
    });

    test('a wrong secret, an unknown client and the hash of the secret are invalid_client, with a record', async () => {
      const robot = await Robot.make(api);
      const application = await api.store.models.applications.findById(robot.id).lean();
      const hash = application?.secrets[0]?.hash ?? '';
      assert.equal(hash.length, 64);
      for (const secret of ['wrong', hash, `${hash},${hash}`]) {
        const id = `wrong-secret-${secret.length}`;
        const answer = await robot.with(secret).ask({ 'X-Correlation-Id': id });
        assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client']);
        const record = await recordOf(id);
        assert.deepEqual(
          [record?.operation, record?.status, record?.code],
          ['token.issue', 'denied', 'invalid_client'],
        );
        assert.deepEqual([record?.actor.type, record?.target_id], ['anonymous', robot.id]);
      }
      const unknown = await form(
        api,
        '/v1/oauth2/token',
        { grant_type: 'client_credentials' },
        { Authorization: `Basic ${Buffer.from(`nobody:${robot.secret}`).toString('base64')}` },
      );
      assert.equal(unknown.body.error, 'invalid_client');
    });

    test('an issued token has its record before it is answered, in the scope of the application', async () => {
      const robot = await Robot.make(api);
      await robot.ask({ 'X-Correlation-Id': 'issued-token' });
      const record = await recordOf('issued-token');
      const application = await api.store.models.applications.findById(robot.id).lean();
      assert.deepEqual(
        [record?.operation, record?.status, record?.actor.id, record?.scope_id],
        ['token.issue', 'succeeded', robot.id, application?.scope_id],
      );
    });

    test('other grants, bodies and methods are refused as RFC 6749 has it, never with 5xx', async () => {
      const robot = await Robot.make(api);
      for (const grant_type of ['password', 'authorization_code', 'refresh_token', 'implicit', '']) {
        const answer = await form(api, '/v1/oauth2/token', { grant_type }, robot.basic());
        assert.equal(answer.status, 400, grant_type);
        assert.ok(['unsupported_grant_type', 'invalid_request', 'unauthorized_client'].includes(answer.body.error));
      }
      const json = await api.call('POST', '/v1/oauth2/token', {
        body: { grant_type: 'client_credentials' },
        headers: robot.basic(),
      });
      assert.equal(json.status, 400);
      const html = await form(api, '/v1/oauth2/token', {}, { ...robot.basic(), Accept: 'text/html' });
      assert.match(html.headers.get('content-type') ?? '', /^application\/json/);
      const exchange = await form(
        api,
        '/v1/oauth2/token',
        { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'x', subject_token_type: 'x' },
        robot.basic(),
      );
      assert.equal(exchange.status, 400);
    });

    test('a revoked token works no more; a stranger cannot revoke it', async () => {
      const [robot, other] = [await Robot.make(api), await Robot.make(api)];
      const { token } = await robot.token();
      await form(api, '/v1/oauth2/revoke', { token }, other.basic());
      assert.equal((await me(token)).status, 200);
      assert.equal((await form(api, '/v1/oauth2/revoke', { token }, robot.basic())).status, 200);
      assert.equal((await me(token)).status, 401);
      assert.equal((await form(api, '/v1/oauth2/revoke', { token: 'unknown' }, robot.basic())).status, 200);
    });

    test('an expired token works no more, even before MongoDB has removed it', async () => {
      const { token } = await (await Robot.make(api)).token();
      await api.store.models.oauthPayloads.updateMany({}, { $set: { expires_at: new Date(Date.now() - 1) } });
      assert.equal((await me(token)).status, 401);
    });

    test('a deactivated application is out at its next request, with its token and with its secret', async () => {
      const robot = await Robot.make(api);
      const { token } = await robot.token();
      await api.call('POST', `/v1/applications/${robot.id}/deactivate`, { as: api.admin });
      assert.equal((await me(token)).status, 401);
      assert.equal((await robot.ask()).body.error, 'invalid_client');
      await api.call('POST', `/v1/applications/${robot.id}/activate`, { as: api.admin });
      assert.equal((await me(token)).status, 401, 'it came back to life');
      assert.equal((await robot.ask()).status, 200);
    });

    test('a token that was issued while its application was deactivated does not come back to life either', async () => {
      for (let round = 0; round < 6; round += 1) {
        const robot = await Robot.make(api);
        const deactivation = api.call('POST', `/v1/applications/${robot.id}/deactivate`, { as: api.admin });
        const asked = await Promise.all(Array.from({ length: 6 }, () => robot.ask()));
        assert.equal((await deactivation).status, 200);
        await api.call('POST', `/v1/applications/${robot.id}/activate`, { as: api.admin });
        const issued = asked.filter(({ status }) => status === 200);
        for (const { body } of issued) assert.equal((await me(body.access_token)).status, 401);
        assert.ok(asked.every(({ status }) => status === 200 || status === 401));
      }
    });

    test('a client that asks for tokens without pause does not hold off its deactivation', {
      timeout: 30_000,
    }, async () => {
      const robot = await Robot.make(api);
      let isDone = false;
      const asking = Array.from({ length: 12 }, async () => {
        while (!isDone) await robot.ask();
      });
      const answer = await api.call('POST', `/v1/applications/${robot.id}/deactivate`, { as: api.admin });
      isDone = true;
      await Promise.all(asking);
      assert.equal(answer.status, 200);
    });

    test('a token that was issued while its organization was deactivated does not come back to life', async () => {
      const other = await api.createOrganization('comes-and-goes');
      const robot = await Robot.make(api);
      await api.store.models.applications.updateOne(
        { _id: robot.id },
        { $set: { organization_id: other.organizationId, scope_id: other.rootScopeId } },
      );
      const organization = `/v1/organizations/${other.organizationId}`;
      for (let round = 0; round < 4; round += 1) {
        const deactivation = api.call('POST', `${organization}/deactivate`, { as: api.admin });
        const asked = await Promise.all(Array.from({ length: 8 }, () => robot.ask()));
        assert.equal((await deactivation).status, 200);
        assert.equal((await api.call('POST', `${organization}/activate`, { as: api.admin })).status, 200);
        for (const { status, body } of asked) {
          if (status === 200) assert.equal((await me(body.access_token)).status, 401);
        }
      }
    });

    test('an application of an inactive organization gets no token', async () => {
      const robot = await Robot.make(api);
      const { organizations } = api.store.models;
      await organizations.updateOne({ _id: 1 }, { $set: { status: 'inactive' } });
      try {
        assert.equal((await robot.ask()).body.error, 'invalid_client');
      } finally {
        await organizations.updateOne({ _id: 1 }, { $set: { status: 'active' } });
      }
    });
  });

  describe('by a JWT of its own', () => {
    let robot: Robot;
    let key: KeyPair;
    before(async () => {
      key = await freshKeyPair('ES256', 'first');
      robot = await Robot.make(api, { authentication: 'private_key_jwt', public_keys: [key.publicJwk] });
    });

    let assertions = 0;
    const assertion = (fields: object = {}, header: object = {}, { privateKey } = key) => {
      assertions += 1;
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: robot.clientId, sub: robot.clientId, aud: api.baseUrl, jti: `assertion-${assertions}` };
      return new SignJWT({ ...claims, iat: now, exp: now + 300, ...fields })
        .setProtectedHeader({ alg: 'ES256', kid: 'first', ...header })
        .sign(privateKey);
    };

    test('an application gets a token, for the issuer or the token endpoint as audience', async () => {
      for (const aud of [api.baseUrl, `${api.baseUrl}/v1/oauth2/token`, [api.baseUrl]]) {
        const answer = await robot.assert(await assertion({ aud }));
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        const found = await me(answer.body.access_token);
        assert.deepEqual([found.body.id, found.body.authentication], [robot.id, 'oauth2_private_key_jwt']);
      }
    });

    test('keys of every kind that is taken serve, with and without a kid', async () => {
      for (const [alg, kid] of [
        ['ES384', undefined],
        ['EdDSA', 'ed'],
        ['RS256', 'rsa'],
        ['PS256', undefined],
      ] as const) {
        const pair = await freshKeyPair(alg, kid);
        const other = await Robot.make(api, { authentication: 'private_key_jwt', public_keys: [pair.publicJwk] });
        const ids = { iss: other.clientId, sub: other.clientId };
        const answer = await other.assert(await assertion(ids, { alg, kid }, pair));
        assert.equal(answer.status, 200, `${alg}: ${JSON.stringify(answer.body)}`);
      }
    });

    test('an assertion works once, also where twenty requests bring it at the same moment', async () => {
      const once = await assertion();
      const answers = await Promise.all(Array.from({ length: 20 }, () => robot.assert(once)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      assert.ok(answers.every(({ status, body }) => status === 200 || body.error === 'invalid_client'));
    });

    test('what is wrong with an assertion is invalid_client in the same words', async () => {
      const stranger = await freshKeyPair();
      const now = Math.floor(Date.now() / 1000);
      const wrong = {
        'another audience': await assertion({ aud: 'https://capstan.example' }),
        'the audience of a Host header': await assertion({ aud: 'http://evil.example/v1/oauth2/token' }),
        expired: await assertion({ exp: now - 60 }),
        'alive for too long': await assertion({ exp: now + 3 * 3_600 }),
        'without jti': await assertion({ jti: undefined }),
        'of another issuer': await assertion({ iss: 'somebody' }),
        'signed by a stranger': await assertion({}, {}, stranger),
        'with an unknown key id': await assertion({}, { kid: 'second' }),
        unsigned: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await assertion()).split('.')[1]}.`,
      };
      const words = new Set<string>();
      for (const [what, text] of Object.entries(wrong)) {
        const { status, body } = await robot.assert(text);
        assert.deepEqual([status, body.error], [401, 'invalid_client'], what);
        words.add(body.error_description);
      }
      assert.equal(words.size, 1);
    });

    test('the Host header lends no audience', async () => {
      const fields = {
        grant_type: 'client_credentials',
        client_assertion_type: JWT_BEARER,
        client_assertion: await assertion({ aud: 'http://evil.example/v1/oauth2/token' }),
      };
      const headers = { Host: 'evil.example', 'Content-Type': 'application/x-www-form-urlencoded' };
      // fetch sets Host by itself.
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const outgoing = request(`${api.baseUrl}/v1/oauth2/token`, { method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        outgoing.once('error', reject);
        outgoing.end(new URLSearchParams(fields).toString());
      });
      assert.equal(status, 401);
    });

    test('it has no secret to come with, and an application with a secret no assertion', async () => {
      assert.equal((await robot.with('x').ask()).body.error, 'invalid_client');
      const withSecret = await Robot.make(api);
      const ids = { iss: withSecret.clientId, sub: withSecret.clientId };
      assert.equal((await withSecret.assert(await assertion(ids))).body.error, 'invalid_client');
    });

    test('tokens end with the key that they were issued for', async () => {
      const { body } = await robot.assert(await assertion());
      const next = await freshKeyPair('ES256', 'second');
      const put = (keys: readonly object[]) =>
        api.call('PUT', `/v1/applications/${robot.id}/public-keys`, { as: api.admin, body: { keys } });
      assert.equal((await put([key.publicJwk, next.publicJwk])).status, 200);
      assert.equal((await me(body.access_token)).status, 200);
      assert.equal((await put([next.publicJwk])).status, 200);
      assert.equal((await me(body.access_token)).status, 401);
      assert.equal((await robot.assert(await assertion())).status, 401);
      assert.equal((await robot.assert(await assertion({}, { kid: 'second' }, next))).status, 200);
    });
  });

  describe('what the server says', () => {
    test('an application asks about its own tokens, and about no others', async () => {
      const [robot, other] = [await Robot.make(api), await Robot.make(api)];
      const { token } = await robot.token();
      const own = await form(api, '/v1/oauth2/introspect', { token }, robot.basic());
      assert.equal(own.status, 200);
      const { exp, iat, ...rest } = own.body;
      assert.deepEqual(rest, { active: true, client_id: robot.clientId, token_type: 'Bearer', iss: api.baseUrl });
      assert.equal(exp - iat, 600);
      for (const [asker, text] of [
        [other, token],
        [robot, 'unknown'],
      ] as const) {
        const answer = await form(api, '/v1/oauth2/introspect', { token: text }, asker.basic());
        assert.deepEqual([answer.status, answer.body], [200, { active: false }]);
      }
      assert.equal((await form(api, '/v1/oauth2/introspect', { token })).status, 400);
      assert.equal((await form(api, '/v1/oauth2/introspect', { token }, robot.with('x').basic())).status, 401);
    });

    test('a token that would not be let in is not active', async () => {
      const robot = await Robot.make(api);
      const { token } = await robot.token();
      const rotate = (overlap_seconds: number) =>
        api.call('POST', `/v1/applications/${robot.id}/secrets`, { as: api.admin, body: { overlap_seconds } });
      const next = robot.with((await rotate(60)).body.client_secret);
      const isActive = async () =>
        (await form(api, '/v1/oauth2/introspect', { token }, next.basic())).body.active as boolean;
      assert.equal(await isActive(), true);
      await api.store.models.applications.updateOne(
        { _id: robot.id },
        { $set: { 'secrets.1.expires_at': new Date(Date.now() - 1) } },
      );
      assert.equal(await isActive(), false);
      assert.equal((await me(token)).status, 401);
    });

    test('asking and revoking are on record', async () => {
      const robot = await Robot.make(api);
      const { token } = await robot.token();
      for (const [path, operation] of [
        ['introspect', 'token.introspect'],
        ['revoke', 'token.revoke'],
      ]) {
        const id = `record-of-${path}`;
        await form(api, `/v1/oauth2/${path}`, { token }, { ...robot.basic(), 'X-Correlation-Id': id });
        const record = await recordOf(id);
        assert.deepEqual([record?.operation, record?.status, record?.actor.id], [operation, 'succeeded', robot.id]);
      }
    });

    test('its metadata tell what it supports, and nothing that it does not', async () => {
      const { status, body } = await api.call('GET', '/.well-known/oauth-authorization-server');
      assert.equal(status, 200);
      assert.equal(body.issuer, api.baseUrl);
      assert.equal(body.token_endpoint, `${api.baseUrl}/v1/oauth2/token`);
      assert.deepEqual(body.grant_types_supported, [
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ]);
      assert.ok(!JSON.stringify(body).includes('HS256'));
      for (const path of ['/auth', '/jwks', '/me', '/.well-known/openid-configuration', '/token', '/reg']) {
        assert.equal((await api.call('GET', path)).status, 404, path);
      }
      assert.equal((await api.call('GET', '/v1/oauth2/introspect')).status, 405);
    });
  });
});
