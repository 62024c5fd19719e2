/** Tokens that are bound to a key (RFC 9449): whoever steals one without the key has nothing. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { exportJWK } from 'jose';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import {
  dpopProof,
  form,
  freshKeyPair,
  type KeyPair,
  type ProofFields,
  Robot,
  thumbprint,
} from '../../support/robot.ts';
import { GITHUB_CLAIMS, TokenIssuer } from '../../support/token-issuer.ts';

describe('DPoP', () => {
  let api: ApiHarness;
  let robot: Robot;
  let key: KeyPair;
  before(async () => {
    api = await startApi({ loopbackIssuers: true });
    robot = await Robot.make(api);
    key = await freshKeyPair();
  });
  after(() => api.close());

  const tokenUrl = () => `${api.baseUrl}/v1/oauth2/token`;
  const meUrl = () => `${api.baseUrl}/v1/me`;
  const ask = async (fields: Partial<ProofFields> = {}, pair = key) =>
    robot.ask({ DPoP: await dpopProof(pair, { method: 'POST', url: tokenUrl(), ...fields }) });
  const boundToken = async (): Promise<string> => {
    const { status, body } = await ask();
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.token_type, 'DPoP');
    return body.access_token;
  };
  const call = (token: string, proof: string | undefined, path = '/v1/me'): Promise<CallAnswer> =>
    api.call('GET', path, { headers: { Authorization: `DPoP ${token}`, ...(proof ? { DPoP: proof } : {}) } });

  test('a token that was asked for with a proof works with proofs of the same key, each of them once', async () => {
    const token = await boundToken();
    const proof = await dpopProof(key, { url: meUrl(), accessToken: token });
    const first = await call(token, proof);
    assert.deepEqual([first.status, first.body.id], [200, robot.id]);
    assert.equal((await call(token, proof)).status, 401);
    assert.equal((await call(token, await dpopProof(key, { url: meUrl(), accessToken: token }))).status, 200);
    const answer = await form(api, '/v1/oauth2/introspect', { token }, robot.basic());
    assert.deepEqual([answer.body.token_type, answer.body.cnf], ['DPoP', { jkt: await thumbprint(key) }]);
  });

  test('it is refused as a bearer token, with and without a proof, and so is a bearer token as a bound one', async () => {
    const token = await boundToken();
    const proof = () => dpopProof(key, { url: meUrl(), accessToken: token });
    assert.equal((await api.call('GET', '/v1/me', { as: { token } })).status, 401);
    assert.equal((await api.call('GET', '/v1/me', { as: { token }, headers: { DPoP: await proof() } })).status, 401);
    const plain = await robot.token();
    const forPlain = await dpopProof(key, { url: meUrl(), accessToken: plain.token });
    assert.equal((await call(plain.token, forPlain)).status, 401);
    assert.equal((await call(plain.token, undefined)).status, 401);
  });

  test('twenty requests that bring the same proof at the same moment are one request', async () => {
    const token = await boundToken();
    const proof = await dpopProof(key, { url: meUrl(), accessToken: token });
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(token, proof)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 19 }, () => 401)]);
    const asked = await dpopProof(key, { method: 'POST', url: tokenUrl() });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => robot.ask({ DPoP: asked })));
    assert.equal(tokens.filter(({ status }) => status === 200).length, 1);
  });

  test('a refused call is told which schemes there are', async () => {
    const challenges = (await call('x', undefined)).headers.get('www-authenticate') ?? '';
    assert.match(challenges, /DPoP realm="capstan", algs="ES256 /);
  });

  test('a proof counts for its method, its address, its token, its time and its key alone', async () => {
    const token = await boundToken();
    const stranger = await freshKeyPair();
    const privateJwk = await exportJWK(key.privateKey);
    const fields = { url: meUrl(), accessToken: token };
    const wrong: Readonly<Record<string, string>> = {
      'another method': await dpopProof(key, { ...fields, method: 'POST' }),
      'another path': await dpopProof(key, { ...fields, url: `${api.baseUrl}/v1/scopes` }),
      'another server': await dpopProof(key, { ...fields, url: 'https://capstan.example/v1/me' }),
      'no address': await dpopProof(key, { ...fields, claims: { htu: undefined } }),
      'another token': await dpopProof(key, { ...fields, accessToken: await boundToken() }),
      'no token': await dpopProof(key, { url: meUrl() }),
      'a time past': await dpopProof(key, { ...fields, age: 90 }),
      'a time to come': await dpopProof(key, { ...fields, age: -90 }),
      'no time': await dpopProof(key, { ...fields, claims: { iat: undefined } }),
      'no id': await dpopProof(key, { ...fields, claims: { jti: undefined } }),
      'another key': await dpopProof(stranger, fields),
      'the key of another, named': await dpopProof(stranger, { ...fields, header: { jwk: key.publicJwk } }),
      'a private key': await dpopProof(key, { ...fields, header: { jwk: privateJwk } }),
      'another type': await dpopProof(key, { ...fields, header: { typ: 'JWT' } }),
      'no form': 'x',
      'two proofs': `${await dpopProof(key, fields)}, ${await dpopProof(key, fields)}`,
    };
    for (const [what, proof] of Object.entries(wrong)) {
      assert.equal((await call(token, proof)).status, 401, what);
    }
    const now = await dpopProof(key, { ...fields, age: 50, url: `${meUrl()}?a=b#c` });
    assert.equal((await call(token, now)).status, 200, 'query and fragment do not count');
  });

  test('a proof for another server does not count where the request names that server itself', async () => {
    const token = await boundToken();
    const proof = await dpopProof(key, { url: 'http://evil.example/v1/me', accessToken: token });
    const { port } = new URL(api.baseUrl);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { Host: 'evil.example', Authorization: `DPoP ${token}`, DPoP: proof };
      const path = 'http://evil.example/v1/me';
      const outgoing = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
    assert.equal(status, 401);
  });

  test('the token endpoint refuses a proof that is not right, instead of giving out an unbound token', async () => {
    for (const fields of [{ method: 'GET' }, { url: meUrl() }, { age: 90 }, { claims: { jti: '' } }]) {
      const { status, body } = await ask(fields);
      assert.deepEqual([status, body.error], [400, 'invalid_dpop_proof'], JSON.stringify(fields));
    }
    assert.equal((await robot.ask({ DPoP: 'x' })).body.error, 'invalid_dpop_proof');
  });

  test('outside tokens are exchanged for bound ones as well', async () => {
    const issuer = await TokenIssuer.start();
    try {
      const made = await api.call('POST', '/v1/workload-issuers', {
        as: api.admin,
        body: { name: 'ci', issuer: issuer.url, audience: GITHUB_CLAIMS.aud },
      });
      const workload = await Robot.make(api, { authentication: 'workload_identity' });
      await api.call('POST', `/v1/applications/${workload.id}/federated-credentials`, {
        as: api.admin,
        body: { workload_issuer_id: made.body.id, claims: { sub: GITHUB_CLAIMS.sub } },
      });
      const proof = await dpopProof(key, { method: 'POST', url: tokenUrl() });
      const { body } = await workload.exchange(await issuer.token({ claims: GITHUB_CLAIMS }), {}, { DPoP: proof });
      assert.equal(body.token_type, 'DPoP');
      const fields = { url: meUrl(), accessToken: body.access_token };
      assert.equal((await call(body.access_token, await dpopProof(key, fields))).body.id, workload.id);
      assert.equal((await api.call('GET', '/v1/me', { as: { token: body.access_token } })).status, 401);
    } finally {
      await issuer.close();
    }
  });
});
