/** Workload issuers: which ones can be named at all, and who decides about those that applications trust. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type CallAnswer, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { freshName, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const codeOf = ({ status, body }: CallAnswer) => [status, body.code];

describe('a workload issuer', () => {
  it('is at an https address, or on loopback', async () => {
    for (const issuer of [
      'https://issuer.example/tenants/7',
      'http://127.0.0.1:9',
      'http://localhost:9',
      'http://[::1]:9',
    ]) {
      await world.workloadIssuer({ issuer });
    }
    await world.workloadIssuer({ jwks_uri: 'https://keys.example/jwks?tenant=7' });
  });

  it('is never where Capstan must not ask', async () => {
    const refused = [
      'http://issuer.example',
      'https://169.254.169.254',
      'https://[fe80::1]',
      'https://224.0.0.1',
      'https://0.0.0.0',
      'https://[::ffff:169.254.169.254]',
      'https://0xa9fea9fe',
      'https://user:password@issuer.example',
      'https://issuer.example?x=y',
      'https://issuer.example#x',
    ];
    for (const issuer of refused) {
      const answer = await world.call('POST', '/v1/workload-issuers', { body: world.newWorkloadIssuer({ issuer }) });
      assert.deepEqual(codeOf(answer), [422, 'unprocessable'], issuer);
      assert.equal(answer.body.errors[0].pointer, '/body/issuer');
    }
    for (const jwks_uri of ['http://127.0.0.1:9/keys', 'https://127.0.0.1/keys', 'https://169.254.169.254/keys']) {
      const answer = await world.call('POST', '/v1/workload-issuers', { body: world.newWorkloadIssuer({ jwks_uri }) });
      assert.equal(answer.body.errors[0].pointer, '/body/jwks_uri', jwks_uri);
    }
  });

  it('does not move to such a place either', async () => {
    const id = await world.workloadIssuer({ issuer: 'http://127.0.0.1:9', jwks_uri: 'http://127.0.0.1:9/keys' });
    const path = `/v1/workload-issuers/${id}`;
    const moved = await world.call('PATCH', path, { body: { issuer: 'https://issuer.example' } });
    assert.deepEqual(codeOf(moved), [422, 'unprocessable']);
    const both = { issuer: 'https://issuer.example', jwks_uri: null };
    assert.equal((await world.call('PATCH', path, { body: both })).status, 200);
  });

  it('has a name of its own in the organization', async () => {
    const name = freshName('unique');
    await world.workloadIssuer({ name });
    const answer = await world.call('POST', '/v1/workload-issuers', { body: world.newWorkloadIssuer({ name }) });
    assert.deepEqual(codeOf(answer), [409, 'name_taken']);
  });

  it('is read by whoever holds the permission anywhere, and written on the organization as a whole', async () => {
    const scopeId = await world.scope();
    const as = await api.createUser(freshName('team admin'), 'admin', { scopeId });
    const id = await world.workloadIssuer();
    assert.equal((await api.call('GET', `/v1/workload-issuers/${id}`, { as })).status, 200);
    const post = await api.call('POST', '/v1/workload-issuers', { as, body: world.newWorkloadIssuer() });
    assert.deepEqual(codeOf(post), [403, 'forbidden']);
    const patch = await api.call('PATCH', `/v1/workload-issuers/${id}`, { as, body: { audience: 'x' } });
    assert.deepEqual(codeOf(patch), [403, 'forbidden']);
  });
});

it('whoever holds less than the applications that trust an issuer only renames it, or shuts it out', async () => {
  const application = await world.application({ authentication: 'workload_identity' });
  const credential = await world.newFederatedCredential();
  await world.create(`/v1/applications/${application}/federated-credentials`, credential);
  await grant(api.store, { type: 'application', id: application, organizationId: 1 }, 'operator');
  const user = await api.createUser(freshName('issuer keeper'), null);
  const role = await world.role(['workload_issuer:read', 'workload_issuer:write']);
  await grant(api.store, { type: 'user', id: user.id, organizationId: 1 }, role);

  const path = `/v1/workload-issuers/${credential.workload_issuer_id}`;
  const as: Caller = user;
  const change = (body: object) => api.call('PATCH', path, { as, body });
  for (const body of [
    { issuer: 'https://mine.example' },
    { jwks_uri: 'https://mine.example/keys' },
    { audience: 'x' },
  ]) {
    assert.deepEqual(codeOf(await change(body)), [403, 'privilege_escalation'], JSON.stringify(body));
  }
  assert.equal((await change({ name: freshName('renamed') })).status, 200);
  assert.equal((await api.call('POST', `${path}/deactivate`, { as })).status, 200);
  assert.deepEqual(codeOf(await api.call('POST', `${path}/activate`, { as })), [403, 'privilege_escalation']);
  assert.equal((await world.call('POST', `${path}/activate`)).status, 200);
});
