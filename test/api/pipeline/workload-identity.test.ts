/** Token exchange: pipelines and pods act with the tokens of their own issuer, and hold no secret. */

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { exportSPKI, SignJWT } from 'jose';
import { GuardedOutbound } from '../../../api/outbound/guarded-fetch.ts';
import { IssuerKeys, IssuerUnavailable } from '../../../api/workload-identity/issuer-keys.ts';
import type { OutsideTokenRefusal } from '../../../domain/outside-token.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { form, freshKeyPair, Robot } from '../../support/robot.ts';
import { GITHUB_CLAIMS, KUBERNETES_CLAIMS, TokenIssuer } from '../../support/token-issuer.ts';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const AUDIENCE = 'https://capstan.example';

let api: ApiHarness;
let issuer: TokenIssuer;

before(async () => {
  api = await startApi({ loopbackIssuers: true });
});
after(() => api.close());
beforeEach(async () => {
  issuer = await TokenIssuer.start();
});
afterEach(() => issuer.close());

const admin = (method: string, path: string, body?: object) => api.call(method, path, { as: api.admin, body });
const me = (token: string) => api.call('GET', '/v1/me', { as: { token } });

let issuers = 0;

async function trust(fields: object = {}): Promise<number> {
  issuers += 1;
  const body = { name: `issuer ${issuers}`, issuer: issuer.url, audience: AUDIENCE, ...fields };
  const answer = await admin('POST', '/v1/workload-issuers', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
}

interface Workload {
  readonly robot: Robot;
  readonly issuerId: number;
  readonly credentialId: string;
}

/** An application that tokens with these claims stand for. */
async function workload(claims: object = { sub: GITHUB_CLAIMS.sub }, fields: object = {}): Promise<Workload> {
  const issuerId = await trust(fields);
  const robot = await Robot.make(api, { authentication: 'workload_identity' });
  const credential = { workload_issuer_id: issuerId, claims };
  const answer = await admin('POST', `/v1/applications/${robot.id}/federated-credentials`, credential);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return { robot, issuerId, credentialId: answer.body.id };
}

let refusals = 0;

function nextRefusal(): string {
  refusals += 1;
  return `refusal-${refusals}`;
}

/** Always in the same words, with the reason in the log alone. */
async function refuses(
  { robot }: Pick<Workload, 'robot'>,
  token: string,
  code: OutsideTokenRefusal,
  id = nextRefusal(),
): Promise<void> {
  const { status, body } = await robot.exchange(token, {}, { 'X-Correlation-Id': id });
  assert.equal(status, 400, code);
  assert.deepEqual(body, { error: 'invalid_grant', error_description: 'grant request is invalid' });
  const line = api.log.find((text) => text.includes('The OAuth2 server refused') && text.includes(`"${id}"`)) ?? '{}';
  const { level, code: error, detail } = JSON.parse(line);
  assert.deepEqual([level, error, detail], ['info', 'invalid_grant', code]);
}

describe('a token of a trusted issuer', () => {
  test('from a CI system gives an opaque access token, with the credential on record and nothing of the token', async () => {
    const claims = { sub: GITHUB_CLAIMS.sub, repository: 'acme/shop', event_name: 'push' };
    const { robot, issuerId, credentialId } = await workload(claims);
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    const { status, body, headers } = await robot.exchange(token, {}, { 'X-Correlation-Id': 'exchanged' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      { ...body, access_token: '' },
      { access_token: '', token_type: 'Bearer', expires_in: 600, issued_token_type: ACCESS_TOKEN },
    );
    assert.match(headers.get('cache-control') ?? '', /no-store/);
    const found = await me(body.access_token);
    assert.deepEqual([found.body.id, found.body.authentication], [robot.id, 'oauth2_token_exchange']);
    const record = await api.store.auditCollection().findOne({ correlation_id: 'exchanged' });
    assert.deepEqual(
      [record?.operation, record?.status, record?.actor.id, record?.actor.authentication],
      ['token.issue', 'succeeded', robot.id, 'oauth2_token_exchange'],
    );
    assert.equal(record?.change, `by federated credential ${credentialId} of workload issuer ${issuerId}`);
  });

  test('from a Kubernetes cluster does, again and again while it lives', async () => {
    const { robot } = await workload({ sub: KUBERNETES_CLAIMS.sub });
    const token = await issuer.token({ claims: KUBERNETES_CLAIMS });
    for (const subject_token_type of ['jwt', 'id_token', 'access_token']) {
      const type = `urn:ietf:params:oauth:token-type:${subject_token_type}`;
      assert.equal((await robot.exchange(token, { subject_token_type: type })).status, 200);
    }
  });

  test('is nowhere in the database or the log, nor is what it was exchanged for', async () => {
    const { robot } = await workload();
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    const { body } = await robot.exchange(token);
    for (const collection of await api.store.connection.getClient().db().collections()) {
      const text = JSON.stringify(await collection.find().toArray());
      assert.ok(!text.includes(token) && !text.includes(body.access_token), collection.collectionName);
    }
    assert.ok(!api.log.join('\n').includes(token));
  });

  test('may have claims whose names hold dots and slashes in its conditions', async () => {
    const { robot } = await workload({ sub: GITHUB_CLAIMS.sub, 'https://acme.example/team.name': 'shop' });
    const claims = { ...GITHUB_CLAIMS, 'https://acme.example/team.name': 'shop' };
    assert.equal((await robot.exchange(await issuer.token({ claims }))).status, 200);
    await refuses({ robot }, await issuer.token({ claims: GITHUB_CLAIMS }), 'claims_mismatch');
  });

  test('counts under each audience that the issuer is trusted with', async () => {
    const { robot } = await workload();
    const other = await trust({ audience: 'https://other.example' });
    const claims = { ...GITHUB_CLAIMS, aud: 'https://other.example' };
    await refuses({ robot }, await issuer.token({ claims }), 'audience_mismatch');
    await admin('POST', `/v1/applications/${robot.id}/federated-credentials`, {
      workload_issuer_id: other,
      claims: { sub: GITHUB_CLAIMS.sub },
    });
    assert.equal((await robot.exchange(await issuer.token({ claims }))).status, 200);
    assert.equal((await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }))).status, 200);
  });
});

describe('the client learns nothing of why a token is refused', () => {
  test('which the audit log says of the application that it was for, and the log does not show the token', async () => {
    const { robot } = await workload();
    const token = await issuer.token({ claims: { ...GITHUB_CLAIMS, aud: 'https://other.example' } });
    await refuses({ robot }, token, 'audience_mismatch', 'refused-on-record');
    const record = await api.store.auditCollection().findOne({ correlation_id: 'refused-on-record' });
    assert.deepEqual(
      [record?.actor.type, record?.status, record?.code, record?.change, record?.target_id],
      ['anonymous', 'denied', 'invalid_grant', 'outside token refused: audience_mismatch', robot.id],
    );
    assert.ok(!api.log.join('\n').includes(token));
  });

  const now = () => Math.floor(Date.now() / 1000);
  const wrongClaims: readonly [what: string, claims: object, code: OutsideTokenRefusal][] = [
    ['another audience', { aud: 'https://other.example' }, 'audience_mismatch'],
    ['no audience', { aud: undefined }, 'claims_missing'],
    ['another subject', { sub: 'repo:acme/shop:ref:refs/heads/feature' }, 'claims_mismatch'],
    ['a subject that begins like the right one', { sub: `${GITHUB_CLAIMS.sub}s` }, 'claims_mismatch'],
    ['no subject', { sub: undefined }, 'claims_missing'],
    ['a condition unmet', { repository: 'mallory/shop' }, 'claims_mismatch'],
    ['a condition met by a list', { repository: ['acme/shop'] }, 'claims_mismatch'],
    ['a condition without its claim', { repository: undefined }, 'claims_mismatch'],
    ['another issuer', { iss: 'https://issuer.example' }, 'issuer_not_trusted'],
    ['no issuer', { iss: undefined }, 'issuer_not_trusted'],
    ['an end in the past', { exp: now() - 120 }, 'expired'],
    ['no end', { exp: undefined }, 'claims_missing'],
    ['a beginning in the future', { nbf: now() + 600 }, 'not_yet_valid'],
    ['an issue in the future', { iat: now() + 600 }, 'not_yet_valid'],
    ['no time of issue', { iat: undefined }, 'claims_missing'],
    ['an age of more than a day', { iat: now() - 25 * 3_600 }, 'expired'],
    ['a life of more than a day', { exp: now() + 25 * 3_600 }, 'too_long_lived'],
  ];
  for (const [what, claims, code] of wrongClaims) {
    test(`with ${what}`, async () => {
      const found = await workload({ sub: GITHUB_CLAIMS.sub, repository: 'acme/shop' });
      await refuses(found, await issuer.token({ claims: { ...GITHUB_CLAIMS, ...claims } }), code);
    });
  }

  test('signed by nobody, by a stranger, or with a public key as a secret', async () => {
    const found = await workload();
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    const [, payload, signature] = token.split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    await refuses(found, `${unsigned}.${payload}.`, 'algorithm_refused');
    await refuses(found, `${unsigned}.${payload}.${signature}`, 'algorithm_refused');
    const secret = Buffer.from(await exportSPKI(issuer.key.publicKey));
    const forged = new SignJWT({ ...GITHUB_CLAIMS, iss: issuer.url, iat: now(), exp: now() + 300 });
    const signed = await forged.setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret);
    await refuses(found, signed, 'algorithm_refused');
    const stranger = await freshKeyPair('RS256', 'key-1');
    await refuses(found, await issuer.token({ claims: GITHUB_CLAIMS, key: stranger }), 'signature_invalid');
    // A key in the header is nobody's word.
    const own = await issuer.token({
      claims: GITHUB_CLAIMS,
      key: stranger,
      header: { jwk: stranger.publicJwk, jku: 'https://mallory.example/keys' },
    });
    await refuses(found, own, 'signature_invalid');
  });

  test('that is no JWT', async () => {
    const found = await workload();
    for (const text of ['x', 'a.b.c', `${'.'.repeat(2)}`, `x${'y'.repeat(20_000)}`]) {
      await refuses(found, text, 'malformed');
    }
  });

  test('for an application that trusts the issuer not, or is none', async () => {
    await workload();
    const other = await Robot.make(api, { authentication: 'workload_identity' });
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    await refuses({ robot: other }, token, 'issuer_not_trusted');
    const withSecret = await Robot.make(api);
    const answers = [await withSecret.exchange(token), await withSecret.exchange(token, { client_id: 'nobody' })];
    for (const { status, body } of answers) assert.deepEqual([status, body.error], [401, 'invalid_client']);
    assert.deepEqual(answers[0]?.body, answers[1]?.body);
  });

  test('an application without secret gets nothing by client credentials', async () => {
    const { robot } = await workload();
    const fields = { grant_type: 'client_credentials', client_id: robot.clientId };
    const { status } = await form(api, '/v1/oauth2/token', fields);
    assert.equal(status, 400);
    assert.equal((await robot.with('x').ask()).body.error, 'invalid_client');
  });
});

test('what asks for more than an access token of this server is refused as RFC 8693 has it', async () => {
  const { robot } = await workload();
  const token = await issuer.token({ claims: GITHUB_CLAIMS });
  for (const [fields, error] of [
    [{ audience: 'https://elsewhere.example' }, 'invalid_target'],
    [{ resource: 'https://elsewhere.example' }, 'invalid_target'],
    [{ requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }, 'invalid_request'],
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    [{ subject_token: '' }, 'invalid_request'],
    [{ actor_token: token }, 'invalid_request'],
  ] as const) {
    const { status, body } = await robot.exchange(token, fields);
    assert.deepEqual([status, body.error], [400, error], JSON.stringify(fields));
  }
  const polite = { audience: api.baseUrl, requested_token_type: ACCESS_TOKEN, scope: 'anything' };
  assert.equal((await robot.exchange(token, polite)).status, 200);
});

describe('an access token ends at the next request', () => {
  const granted = async () => {
    const found = await workload();
    const { body } = await found.robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }));
    assert.equal((await me(body.access_token)).status, 200);
    return { ...found, token: body.access_token as string };
  };

  test('after its federated credential is removed', async () => {
    const { robot, credentialId, token } = await granted();
    const path = `/v1/applications/${robot.id}/federated-credentials/${credentialId}`;
    assert.equal((await admin('DELETE', path)).status, 204);
    assert.equal((await me(token)).status, 401);
    await refuses({ robot }, await issuer.token({ claims: GITHUB_CLAIMS }), 'issuer_not_trusted');
    assert.equal((await admin('DELETE', path)).status, 404);
  });

  test('after its issuer is deactivated, and stays so when that is activated again', async () => {
    const { robot, issuerId, token } = await granted();
    await admin('POST', `/v1/workload-issuers/${issuerId}/deactivate`);
    assert.equal((await me(token)).status, 401);
    await refuses({ robot }, await issuer.token({ claims: GITHUB_CLAIMS }), 'issuer_not_trusted');
    await admin('POST', `/v1/workload-issuers/${issuerId}/activate`);
    assert.equal((await me(token)).status, 401);
    assert.equal((await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }))).status, 200);
  });

  test('after the application is deactivated', async () => {
    const { robot, token } = await granted();
    await admin('POST', `/v1/applications/${robot.id}/deactivate`);
    assert.equal((await me(token)).status, 401);
    const { body } = await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }));
    assert.equal(body.error, 'invalid_client');
  });

  test('a token that is stored after its credential has gone never works', async () => {
    const { robot, credentialId, token } = await granted();
    const kept = await api.store.models.oauthPayloads.findOne({ 'payload.clientId': robot.clientId }).lean();
    await admin('DELETE', `/v1/applications/${robot.id}/federated-credentials/${credentialId}`);
    await api.store.models.oauthPayloads.replaceOne({ _id: kept?._id ?? '' }, kept ?? {}, { upsert: true });
    assert.equal((await me(token)).status, 401);
  });
});

test('a workload revokes its token by showing it, and asks about none; who shows nothing is a stranger', async () => {
  const { robot } = await workload();
  const { body } = await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }));
  const fields = { client_id: robot.clientId, token: body.access_token };
  const asked = await form(api, '/v1/oauth2/introspect', fields);
  assert.deepEqual([asked.status, asked.body], [200, { active: false }]);
  assert.equal((await me(body.access_token)).status, 200);
  const strange = { ...fields, token: 'unknown' };
  await form(api, '/v1/oauth2/revoke', strange, { 'X-Correlation-Id': 'revoke-strange' });
  await form(api, '/v1/oauth2/revoke', fields, { 'X-Correlation-Id': 'revoke-own' });
  assert.equal((await me(body.access_token)).status, 401);
  const record = await api.store.auditCollection().findOne({ correlation_id: 'revoke-own' });
  assert.deepEqual([record?.actor.type, record?.actor.id], ['application', robot.id]);
  const other = await api.store.auditCollection().findOne({ correlation_id: 'revoke-strange' });
  assert.notEqual(other?.actor.type, 'application');
});

describe('keys of the issuer', () => {
  test('may be rotated: a new one serves at once, the old one no longer', async () => {
    const { robot } = await workload();
    const old = await issuer.token({ claims: GITHUB_CLAIMS });
    assert.equal((await robot.exchange(old)).status, 200);
    await issuer.rotateKey('key-2');
    assert.equal((await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }))).status, 200);
    await refuses({ robot }, old, 'key_unknown');
  });

  test('are not asked for again and again by tokens with made-up key ids', async () => {
    const { robot } = await workload();
    assert.equal((await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }))).status, 200);
    assert.equal(issuer.keysAsked, 1);
    for (const kid of ['a', 'b', 'c', 'd']) {
      await refuses({ robot }, await issuer.token({ claims: GITHUB_CLAIMS, header: { kid } }), 'key_unknown');
    }
    assert.equal(issuer.keysAsked, 2);
  });

  test('are asked for once by many who come at the same moment', async () => {
    const { robot } = await workload();
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    const answers = await Promise.all(Array.from({ length: 10 }, () => robot.exchange(token)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(issuer.keysAsked, 1);
  });

  test('may lie where the issuer is said to have them, without a discovery document', async () => {
    const { robot } = await workload({ sub: GITHUB_CLAIMS.sub }, { jwks_uri: `${issuer.url}/moved-keys` });
    issuer.fault = 'other_issuer';
    assert.equal((await robot.exchange(await issuer.token({ claims: GITHUB_CLAIMS }))).status, 200);
  });

  for (const fault of ['down', 'redirect', 'not_json', 'too_large', 'other_issuer'] as const) {
    test(`are not taken from an answer that is ${fault}`, async () => {
      const found = await workload();
      issuer.fault = fault;
      await refuses(found, await issuer.token({ claims: GITHUB_CLAIMS }), 'issuer_unavailable');
    });
  }

  test('come from nowhere while nobody listens', async () => {
    const found = await workload();
    const token = await issuer.token({ claims: GITHUB_CLAIMS });
    await issuer.close();
    await refuses(found, token, 'issuer_unavailable');
  });

  test('are kept for ten minutes, asked for at most every thirty seconds, and spared for five after a failure', async () => {
    let now = Date.now();
    const keys = new IssuerKeys(new GuardedOutbound({ allowsLoopback: true }), () => now);
    const find = keys.of({ issuer: issuer.url, jwks_uri: null });
    const known = { alg: 'RS256', kid: 'key-1' };
    const ask = async (header = known) => find(header, { payload: '', signature: '' });
    await ask();
    now += 9 * 60_000;
    await ask();
    assert.equal(issuer.keysAsked, 1);
    now += 2 * 60_000;
    await ask();
    assert.equal(issuer.keysAsked, 2);

    await assert.rejects(ask({ ...known, kid: 'x' }), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    now += 29_000;
    await assert.rejects(ask({ ...known, kid: 'x' }), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    assert.equal(issuer.keysAsked, 3);
    now += 2_000;
    await assert.rejects(ask({ ...known, kid: 'x' }), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    assert.equal(issuer.keysAsked, 4);

    now += 11 * 60_000;
    issuer.fault = 'not_json';
    await assert.rejects(ask(), IssuerUnavailable);
    issuer.fault = undefined;
    await assert.rejects(ask(), IssuerUnavailable);
    assert.equal(issuer.keysAsked, 5);
    now += 5_000;
    await ask();
    assert.equal(issuer.keysAsked, 6);
  });
});
