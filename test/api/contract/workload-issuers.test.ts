/** Workload issuers: which ones can be named at all, and who decides about those that applications trust. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type CallAnswer, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { holdingChange } from '../../support/held-change.ts';
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
  it('is at an https address, and may have its keys at another one, which is shown to whoever sets it', async () => {
    for (const issuer of ['https://issuer.example/tenants/7', 'https://10.0.0.1:6443']) {
      await world.workloadIssuer({ issuer });
    }
    const jwks_uri = 'https://keys.example/jwks?tenant=7';
    const made = await world.call('POST', '/v1/workload-issuers', { body: world.newWorkloadIssuer({ jwks_uri }) });
    assert.deepEqual([made.status, made.body.jwks_uri], [201, jwks_uri]);
    const body = { jwks_uri: 'https://keys.example/others' };
    const changed = await world.call('PATCH', `/v1/workload-issuers/${made.body.id}`, { body });
    assert.deepEqual([changed.status, changed.body.jwks_uri], [200, body.jwks_uri]);
  });

  it('is never where Capstan must not ask', async () => {
    const refused = [
      'http://issuer.example',
      'http://127.0.0.1:9',
      'https://127.0.0.1:9',
      'http://localhost:9',
      'https://localhost:9',
      'http://[::1]:9',
      'https://[64:ff9b::127.0.0.1]',
      'https://[2002:7f00:1::]',
      'https://[::127.0.0.1]',
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
    const path = `/v1/workload-issuers/${await world.workloadIssuer()}`;
    for (const url of ['http://127.0.0.1:9/keys', 'https://127.0.0.1:9/keys', 'http://localhost:9/keys']) {
      for (const body of [{ issuer: url }, { jwks_uri: url }]) {
        assert.deepEqual(codeOf(await world.call('PATCH', path, { body })), [422, 'unprocessable'], url);
      }
    }
    const elsewhere = { issuer: 'https://moved.example', jwks_uri: null };
    assert.equal((await world.call('PATCH', path, { body: elsewhere })).status, 200);
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

/** Writes issuers, and holds nothing else. */
async function issuerKeeper(): Promise<Caller> {
  const user = await api.createUser(freshName('issuer keeper'), null);
  const role = await world.role(['workload_issuer:read', 'workload_issuer:write']);
  await grant(api.store, { type: 'user', id: user.id, organizationId: 1 }, role);
  return user;
}

it('an application that comes to trust an issuer at this moment counts for who may change it', async () => {
  const application = await world.application({ authentication: 'workload_identity' });
  await grant(api.store, { type: 'application', id: application, organizationId: 1 }, 'operator');
  const { workload_issuer_id, claims } = await world.newFederatedCredential();
  const as = await issuerKeeper();
  const credential = { id: 'fed_0123456789abcdefghjkmnpqrs', workload_issuer_id, claims, created_at: new Date() };
  const { result } = await holdingChange(api.store, {
    organizationId: 1,
    change: (session) =>
      api.store.models.applications.updateOne(
        { _id: application },
        { $push: { federated_credentials: credential } },
        { session },
      ),
    meanwhile: () =>
      api.call('PATCH', `/v1/workload-issuers/${workload_issuer_id}`, { as, body: { issuer: 'https://mine.example' } }),
  });
  assert.deepEqual(codeOf(result), [403, 'privilege_escalation']);
});

it('a credential for an issuer that is being changed waits for that change', async () => {
  const application = await world.application({ authentication: 'workload_identity' });
  const credential = await world.newFederatedCredential();
  const { result, hasWaited } = await holdingChange(api.store, {
    organizationId: 1,
    change: async () => undefined,
    meanwhile: () => world.call('POST', `/v1/applications/${application}/federated-credentials`, { body: credential }),
  });
  assert.deepEqual([result.status, hasWaited], [201, true]);
});

it('whoever holds less than the applications that trust an issuer only renames it, or shuts it out', async () => {
  const application = await world.application({ authentication: 'workload_identity' });
  const credential = await world.newFederatedCredential();
  await world.create(`/v1/applications/${application}/federated-credentials`, credential);
  await grant(api.store, { type: 'application', id: application, organizationId: 1 }, 'operator');
  const path = `/v1/workload-issuers/${credential.workload_issuer_id}`;
  const as = await issuerKeeper();
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
