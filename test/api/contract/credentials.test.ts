/** Secrets go in, sealed, and never come out; what cannot serve is refused without being repeated. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { publishInboxKey, World } from './world.ts';

const SSH_DEVICE = {
  kind: 'ssh',
  address: 'host.example',
  port: 22,
  trust: { kind: 'ssh_host_key', fingerprints: ['SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk'] },
};

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const canary = () => `canary-${randomBytes(12).toString('hex')}`;

/** Everything that is stored and logged, as text. */
async function everythingKept(): Promise<string> {
  const texts = [...api.log];
  for (const collection of await api.store.connection.getClient().db().collections()) {
    texts.push(JSON.stringify(await collection.find().toArray()));
  }
  return texts.join('\n');
}

async function keyResource(): Promise<number> {
  const platform_id = await world.platform({ connector: 'ssh_key' });
  return world.resource({
    type: 'linux_account',
    device_id: await world.device(SSH_DEVICE),
    platform_id,
    username: 'deploy',
  });
}

it('says that a worker must start first while the vault has no key', async () => {
  const secret = canary();
  const body = { resource_id: await world.resource(), secret };
  const answer = await world.call('POST', '/v1/credentials', { body });
  assert.equal(answer.status, 503);
  assert.equal(answer.body.code, 'not_ready');
  assert.match(answer.body.detail, /worker/);
  assert.ok(answer.headers.get('retry-after'));
  await publishInboxKey(api);
  assert.equal((await world.call('POST', '/v1/credentials', { body })).status, 201);
});

describe('a secret that was handed in', () => {
  it('is nowhere in clear: not in answers, the store or the log', async () => {
    const secrets = [canary(), canary(), canary()];
    const [first = '', second = '', refused = ''] = secrets;
    const headers = { 'Idempotency-Key': 'a-key-for-a-secret' };
    const resource_id = await world.resource();
    const made = await world.call('POST', '/v1/credentials', { body: { resource_id, secret: first }, headers });
    const path = `/v1/credentials/${made.body.id}`;
    const answers = [
      made,
      await world.call('POST', '/v1/credentials', { body: { resource_id, secret: first }, headers }),
      await world.call('PUT', `${path}/secret`, { body: { secret: second } }),
      await world.call('PUT', `${path}/secret`, { body: { secret: `${refused}\n` } }),
      await world.call('PUT', `${path}/secret`, { body: { secret: [refused] } }),
      await world.call('PUT', `${path}/secret`, { body: { secret: refused, [refused]: 1 } }),
      await world.call('PUT', `${path}/secret`, { body: `{"secret":"${refused}` }),
      await world.call('GET', path),
      await world.call('GET', `${path}/versions`),
      await world.call('GET', `/v1/resources/${resource_id}/context`),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 200, 422, 400, 400, 400, 200, 200, 200],
    );
    const kept = await everythingKept();
    for (const secret of [first, second]) {
      assert.ok(answers.every(({ body }) => !JSON.stringify(body).includes(secret)));
      assert.ok(!kept.includes(secret));
    }
    // The caller's own misspelt field name is shown to the caller, and to nobody else.
    const echoes = answers.filter(({ body }) => JSON.stringify(body).includes(refused));
    assert.ok(
      echoes.every(({ body }) => body.errors.every(({ detail }: { detail: string }) => !detail.includes(refused))),
    );
    assert.ok(!kept.includes(refused));
  });

  it('is the only active one of its resource', async () => {
    const resource_id = await world.resource();
    const first = await world.credential(resource_id);
    const body = { resource_id, secret: canary() };
    assert.equal((await world.call('POST', '/v1/credentials', { body })).body.code, 'conflict');
    await world.call('POST', `/v1/credentials/${first}/deactivate`);
    assert.equal((await world.call('POST', '/v1/credentials', { body })).status, 201);
    const again = await world.call('POST', `/v1/credentials/${first}/activate`);
    assert.deepEqual([again.status, again.body.code], [409, 'conflict']);
  });

  it('is stored once when two clients hand one in at the same moment', async () => {
    const resource_id = await world.resource();
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.call('POST', '/v1/credentials', { body: { resource_id, secret: canary() } })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    assert.equal(await api.store.models.credentials.countDocuments({ resource_id }), 1);
  });

  it('takes the place of the current one, which is kept as previous', async () => {
    const id = await world.credential();
    const path = `/v1/credentials/${id}`;
    const { resource_id } = (await world.call('GET', path)).body;
    await api.store.models.resources.updateOne({ _id: resource_id }, { $set: { status: 'verified' } });
    for (const secret of [canary(), canary()]) await world.call('PUT', `${path}/secret`, { body: { secret } });
    const { body } = await world.call('GET', path);
    assert.deepEqual([body.current_version, body.previous_version, body.latest_version], [3, 2, 3]);
    const { versions } = (await world.call('GET', `${path}/versions`)).body;
    assert.deepEqual(
      versions.map(({ version, state, origin }: Record<string, unknown>) => [version, state, origin]),
      [
        [3, 'current', 'client'],
        [2, 'previous', 'client'],
        [1, 'retired', 'client'],
      ],
    );
    assert.equal((await world.call('GET', `/v1/resources/${resource_id}`)).body.status, 'unverified');
  });

  it('is not taken while a job holds the resource, and is again once the lease has run out', async () => {
    const id = await world.credential();
    const { resource_id } = (await world.call('GET', `/v1/credentials/${id}`)).body;
    const lease = { _id: resource_id, token: 7, job_id: 1 };
    await api.store.models.leases.create({ ...lease, expires_at: new Date(Date.now() + 60_000) });
    const put = () => world.call('PUT', `/v1/credentials/${id}/secret`, { body: { secret: canary() } });
    assert.equal((await put()).body.code, 'conflict');
    assert.equal((await world.call('POST', `/v1/credentials/${id}/deactivate`)).body.code, 'conflict');
    const held = await api.store.models.leases.findById(resource_id).lean();
    assert.deepEqual([held?.token, held?.job_id], [7, 1]);
    await api.store.models.leases.updateOne({ _id: resource_id }, { $set: { expires_at: new Date(Date.now() - 1) } });
    assert.equal((await put()).status, 200);
    const freed = await api.store.models.leases.findById(resource_id).lean();
    assert.deepEqual([freed?.token, freed?.job_id], [8, null]);
  });
});

describe('a secret that cannot serve', () => {
  const refusals: readonly (readonly [string, string])[] = [
    ['a password with a line break', 'one\ntwo'],
    ['a password that is too long', 'x'.repeat(1025)],
    ['text that is not Unicode', 'half \ud800 a pair'],
  ];
  for (const [what, secret] of refusals) {
    it(`is refused: ${what}`, async () => {
      const body = { resource_id: await world.resource(), secret };
      const answer = await world.call('POST', '/v1/credentials', { body });
      assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [422, '/body/secret']);
    });
  }

  it('is refused where its kind is not what the connector takes', async () => {
    const body = { resource_id: await world.resource(), kind: 'ssh_key', secret: canary() };
    const answer = await world.call('POST', '/v1/credentials', { body });
    assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [422, '/body/kind']);
  });

  it('is refused as a key: text, an encrypted key, a public key, a key of another type', async () => {
    const encrypted = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'phrase',
      cipher: 'aes256-ctr',
      rounds: 16,
    });
    const plain = ssh2.utils.generateKeyPairSync('ed25519');
    const x25519 = generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    const resource_id = await keyResource();
    for (const secret of ['text', encrypted.private, plain.public, String(x25519), plain.private.slice(0, 200)]) {
      const answer = await world.call('POST', '/v1/credentials', { body: { resource_id, secret } });
      assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [422, '/body/secret'], secret.slice(0, 40));
    }
  });
});

describe('a private key', () => {
  for (const [type, bits] of [
    ['ed25519', undefined],
    ['ecdsa', 256],
    ['rsa', 2048],
  ] as const) {
    it(`of type ${type} is taken, and its public half is shown`, async () => {
      const pair =
        type === 'ed25519' ? ssh2.utils.generateKeyPairSync(type) : ssh2.utils.generateKeyPairSync(type, { bits });
      const resource_id = await keyResource();
      const { body } = await world.call('POST', '/v1/credentials', { body: { resource_id, secret: pair.private } });
      assert.equal(body.kind, 'ssh_key');
      assert.equal(body.public_key, pair.public.split(' ').slice(0, 2).join(' ').trim());
      const [, inner = ''] = pair.private.split('\n');
      assert.ok(!(await everythingKept()).includes(inner));
    });
  }
});
