/** SSH keys that accounts share: what is taken, what is shown, and where they are placed. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import { MOST_PLACEMENTS } from '../../../domain/ssh-key.ts';
import { makeEd25519KeyPair } from '../../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../../runtime/ssh-fingerprint.ts';
import { type ApiHarness, grant, startApi } from '../../support/api-harness.ts';
import { freshName, publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const made = (fields: object) => ({ scope_id: world.rootScopeId, name: freshName('key'), ...fields });
const create = (fields: object) => world.call('POST', '/v1/ssh-keys', { body: made(fields) });

it('says that a worker must start first while the vault has no key', async () => {
  const answer = await create({});
  assert.deepEqual([answer.status, answer.body.code], [503, 'not_ready']);
  await publishInboxKey(api);
  assert.equal((await create({})).status, 201);
});

describe('a key that is made', () => {
  it('is Ed25519, with its comment behind it, and stored sealed', async () => {
    const { body } = await create({ comment: 'deploy@web' });
    assert.deepEqual([body.algorithm, body.comment, body.current_version], ['ed25519', 'deploy@web', 1]);
    assert.deepEqual([body.pending_version, body.rotation_job_id, body.status], [null, null, 'active']);
    assert.match(body.public_key, /^ssh-ed25519 [A-Za-z0-9+/]+ deploy@web$/);
    assert.equal(body.fingerprint, sshFingerprint(body.public_key));
    const version = await api.store.models.sshKeyVersions.findById(`${body.id}:1`).lean();
    assert.deepEqual([version?.sealed.form, version?.origin], ['inbox', 'generated']);
    const { versions } = (await world.call('GET', `/v1/ssh-keys/${body.id}/versions`)).body;
    assert.deepEqual(versions, [
      {
        version: 1,
        state: 'current',
        origin: 'generated',
        algorithm: 'ed25519',
        public_key: body.public_key,
        fingerprint: body.fingerprint,
        created_at: versions[0].created_at,
        promoted_at: versions[0].created_at,
        retired_at: null,
      },
    ]);
  });

  it('has a name of its own in its scope', async () => {
    const name = freshName('key');
    assert.equal((await create({ name })).status, 201);
    assert.equal((await create({ name })).body.code, 'name_taken');
  });

  it('takes no passphrase', async () => {
    const { status, body } = await create({ passphrase: 'of nothing' });
    assert.deepEqual([status, body.errors[0].pointer], [422, '/body/passphrase']);
  });
});

const pem = (key: KeyObject, type: 'pkcs1' | 'sec1' | 'pkcs8', passphrase?: string) =>
  String(key.export({ format: 'pem', type, ...(passphrase ? { cipher: 'aes-256-cbc', passphrase } : {}) } as never));
/** Made before the API listens: on a busy machine that takes longer than idle connections are kept. */
const RSA = {
  2048: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  3072: generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
};
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const passphrase = () => `canary-${randomBytes(12).toString('hex')}`;

/** As `ssh-keygen` writes them: ssh2 makes the same, but for one Ed25519 key in 256, which is drawn anew. */
function openSsh(type: 'ed25519' | 'ecdsa' | 'rsa', secret?: string): string {
  const encrypted = secret === undefined ? {} : { passphrase: secret, cipher: 'aes256-ctr', rounds: 16 };
  const options = type === 'rsa' ? { bits: 3072 } : type === 'ecdsa' ? { bits: 384 } : {};
  for (;;) {
    const { private: text } = ssh2.utils.generateKeyPairSync(type as never, { ...options, ...encrypted } as never);
    if (!(ssh2.utils.parseKey(text, secret) instanceof Error)) return text;
  }
}

const RSA_PASSPHRASE = passphrase();
const OPENSSH_RSA = openSsh('rsa', RSA_PASSPHRASE);

describe('a key that is handed in', () => {
  it('is taken in each form, with and without a passphrase, and none of it is kept in clear', async () => {
    const secrets = [RSA_PASSPHRASE, ...Array.from({ length: 4 }, passphrase)];
    const [c, a, b, d, e] = secrets;
    const keys: readonly [string, string | undefined, string][] = [
      [openSsh('ed25519'), undefined, 'ed25519'],
      [openSsh('ed25519', a), a, 'ed25519'],
      [openSsh('ecdsa', b), b, 'ecdsa'],
      [OPENSSH_RSA, c, 'rsa'],
      [pem(ed25519(), 'pkcs8'), undefined, 'ed25519'],
      [pem(ec('prime256v1'), 'sec1', d), d, 'ecdsa'],
      [pem(ec('secp521r1'), 'pkcs8'), undefined, 'ecdsa'],
      [pem(RSA[3072], 'pkcs1', e), e, 'rsa'],
    ];
    for (const [private_key, opens, algorithm] of keys) {
      const answer = await create({ private_key, comment: 'came along', ...(opens ? { passphrase: opens } : {}) });
      assert.equal(answer.status, 201, JSON.stringify([algorithm, answer.body]));
      assert.equal(answer.body.algorithm, algorithm);
      const expected = ssh2.utils.parseKey(private_key, opens);
      if (!(expected instanceof Error)) {
        const half = expected.getPublicSSH().toString('base64');
        assert.equal(answer.body.public_key, `${expected.type} ${half} came along`);
      }
      const text = JSON.stringify(answer.body);
      assert.ok(!text.includes('PRIVATE'));
    }
    const kept = await everythingKept();
    for (const secret of secrets) assert.ok(!kept.includes(String(secret)));
    for (const [text] of keys) assert.ok(!kept.includes(text.split('\n')[2] ?? text));
  });

  for (const [what, fields, pointer, detail] of [
    ['an RSA key of 2048 bits', () => ({ private_key: pem(RSA[2048], 'pkcs1') }), 'private_key', /2048 bits/],
    ['a curve that SSH has not', () => ({ private_key: pem(ec('secp256k1'), 'sec1') }), 'private_key', /curve/],
    ['no key at all', () => ({ private_key: 'a password' }), 'private_key', /OpenSSH or PEM/],
    ['two keys', () => ({ private_key: openSsh('ed25519') + openSsh('ed25519') }), 'private_key', /OpenSSH or PEM/],
    ['an encrypted PKCS #8', () => ({ private_key: pem(RSA[3072], 'pkcs8', 'secret') }), 'private_key', /ssh-keygen/],
    ['a missing passphrase', () => ({ private_key: openSsh('ed25519', 'secret') }), 'private_key', /passphrase/],
    ['a wrong one', () => ({ private_key: openSsh('ecdsa', 'one'), passphrase: 'other' }), 'passphrase', /not open/],
    [
      'a wrong one, in PEM form',
      () => ({ private_key: pem(ec('prime256v1'), 'sec1', 'one'), passphrase: 'other' }),
      'passphrase',
      /not open/,
    ],
    ['halves of two keys', () => ({ private_key: crossed() }), 'private_key', /halves/],
    ['a passphrase that takes for ever', () => ({ private_key: dear(), passphrase: 'x' }), 'private_key', /rounds/],
  ] as const) {
    it(`is not taken: ${what}`, async () => {
      const asked = fields();
      const { status, body } = await create(asked);
      assert.deepEqual([status, body.errors?.[0]?.pointer], [422, `/body/${pointer}`], JSON.stringify(body));
      assert.match(body.detail, detail);
      assert.ok(!JSON.stringify(body).includes(asked.private_key.split('\n')[1] ?? 'none'));
    });
  }
});

/** An EC key file whose public half is another key's. */
function crossed(): string {
  const [one, other] = [ec('prime256v1'), ec('prime256v1')];
  const der = one.export({ format: 'der', type: 'sec1' });
  const point = (key: KeyObject) => {
    const { x = '', y = '' } = key.export({ format: 'jwk' });
    return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  };
  const at = der.indexOf(point(one));
  assert.ok(at > 0);
  point(other).copy(der, at);
  return `-----BEGIN EC PRIVATE KEY-----\n${der.toString('base64')}\n-----END EC PRIVATE KEY-----\n`;
}

/** A key file that asks for a million rounds of bcrypt. */
function dear(): string {
  const lines = openSsh('ed25519', 'x').trim().split('\n');
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  const rounds = Buffer.from([0, 0, 0, 16]);
  // The salt of 16 bytes stands before it.
  const at = body.indexOf(Buffer.from([0, 0, 0, 16])) + 4 + 16;
  assert.deepEqual(body.subarray(at, at + 4), rounds);
  body.writeUInt32BE(1_000_000, at);
  const text = body.toString('base64').match(/.{1,70}/g) ?? [];
  return `${lines[0]}\n${text.join('\n')}\n${lines.at(-1)}\n`;
}

async function everythingKept(): Promise<string> {
  const texts = [...api.log];
  for (const collection of await api.store.connection.getClient().db().collections()) {
    texts.push(JSON.stringify(await collection.find().toArray()));
  }
  return texts.join('\n');
}

describe('a placement', () => {
  const placements = (id: number) => `/v1/ssh-keys/${id}/placements`;
  const place = (id: number, resource: number) => world.call('PUT', `${placements(id)}/${resource}`);
  const remove = (id: number, resource: number) => world.call('DELETE', `${placements(id)}/${resource}`);
  const list = async (id: number) => (await world.call('GET', placements(id))).body.placements;

  it('makes the key the credential of an account that has none, and copies no secret', async () => {
    const [id, resource] = [await world.sshKey(), await world.keyAccount()];
    const answer = await place(id, resource);
    assert.equal(answer.status, 200);
    const { credential_id, promoted_at } = answer.body;
    assert.deepEqual(answer.body, { resource_id: resource, credential_id, state: 'deployed', version: 1, promoted_at });
    const credential = (await world.call('GET', `/v1/credentials/${credential_id}`)).body;
    const key = (await world.call('GET', `/v1/ssh-keys/${id}`)).body;
    assert.deepEqual([credential.ssh_key_id, credential.public_key, credential.kind], [id, key.public_key, 'ssh_key']);
    const { versions } = (await world.call('GET', `/v1/credentials/${credential_id}/versions`)).body;
    assert.deepEqual(versions[0].ssh_key, { id, version: 1 });
    const stored = await api.store.models.credentialVersions.findById(`${credential_id}:1`).lean();
    assert.equal(stored?.sealed, null);
    assert.deepEqual(await list(id), [answer.body]);
    assert.equal((await world.call('GET', `/v1/resources/${resource}`)).body.status, 'unverified');
    assert.deepEqual((await place(id, resource)).body, answer.body, 'doing it twice is harmless');
  });

  it('leaves an account with a key of its own as it is until it is rotated', async () => {
    const [id, resource_id] = [await world.sshKey(), await world.keyAccount()];
    const { privateKey, publicKey } = makeEd25519KeyPair('own');
    const own = await world.create('/v1/credentials', { resource_id, secret: privateKey.reveal() });
    const { body } = await place(id, resource_id);
    assert.deepEqual([body.state, body.version, body.credential_id], ['to_deploy', null, own.id]);
    const credential = (await world.call('GET', `/v1/credentials/${own.id}`)).body;
    assert.deepEqual([credential.ssh_key_id, credential.current_version], [id, 1]);
    assert.ok(publicKey.startsWith(credential.public_key));
    const rotation = await world.call('POST', `/v1/resources/${resource_id}/rotate`);
    assert.equal(rotation.status, 202, 'which deploys it');
  });

  it('finds that the own key of an account is the shared one already', async () => {
    const pair = makeEd25519KeyPair('same');
    const [id, resource_id] = [await world.sshKey({ private_key: pair.privateKey.reveal() }), await world.keyAccount()];
    const own = await world.create('/v1/credentials', { resource_id, secret: pair.privateKey.reveal() });
    assert.deepEqual([(await place(id, resource_id)).body.state, (await list(id)).length], ['deployed', 1]);
    const credential = (await world.call('GET', `/v1/credentials/${own.id}`)).body;
    assert.deepEqual([credential.current_version, credential.previous_version], [2, 1]);
  });

  it('is refused where it cannot be', async () => {
    const { id, resourceId } = await world.placedSshKey();
    assert.match((await place(await world.sshKey(), resourceId)).body.detail, new RegExp(`SSH key ${id}`));
    assert.match((await place(id, await world.resource())).body.detail, /SSH keys/);
    const { store } = api;
    const busy = await world.keyAccount();
    const lease = { job_id: 1, device_id: 1, slot: 0, token: 1, expires_at: new Date(Date.now() + 60_000) };
    await store.models.leases.collection.insertOne({ _id: busy, ...lease } as never);
    assert.equal((await place(id, busy)).body.code, 'conflict');
    await world.call('POST', `/v1/ssh-keys/${await world.sshKey()}/deactivate`);
    const inactive = await world.sshKey();
    await world.call('POST', `/v1/ssh-keys/${inactive}/deactivate`);
    assert.equal((await place(inactive, await world.keyAccount())).body.code, 'resource_inactive');
    assert.equal((await place(id, 999_999)).status, 404);
  });

  it('is refused while somebody has the secret of the account, or may get it', async () => {
    const [id, resource_id] = [await world.sshKey(), await world.keyAccount()];
    const own = await world.create('/v1/credentials', {
      resource_id,
      secret: makeEd25519KeyPair('own').privateKey.reveal(),
    });
    const { credentials, custodies } = api.store.models;
    const _id = await api.store.nextId('custody');
    const open = { _id, organization_id: 1, credential_id: own.id, status: 'pending_approval' };
    await custodies.collection.insertOne(open as never);
    assert.match((await place(id, resource_id)).body.detail, /checked out/);
    await custodies.updateOne({ _id }, { $set: { status: 'released' } });
    const turning = { holders: [], exclusive: false, turning_due: true };
    await credentials.updateOne({ _id: own.id }, { $set: { custody: turning } });
    assert.match((await place(id, resource_id)).body.detail, /checked out/);
    await credentials.updateOne({ _id: own.id }, { $set: { custody: { ...turning, turning_due: false } } });
    assert.equal((await place(id, resource_id)).status, 200);
    const body = { credential_id: own.id, reason: 'a check' };
    const asked = await world.call('POST', '/v1/check-outs', { body });
    assert.equal(asked.status, 409, JSON.stringify(asked.body));
  });

  it('is refused beyond the number of accounts that one key may be on', async () => {
    const [id, resource] = [await world.sshKey(), await world.keyAccount()];
    const row = { organization_id: 1, ssh_key_id: id, status: 'active', scope_id: 1, kind: 'ssh_key' };
    const rows = Array.from({ length: MOST_PLACEMENTS }, (_, at) => ({ _id: -1 - at, resource_id: -1 - at, ...row }));
    await api.store.models.credentials.collection.insertMany(rows as never);
    assert.match((await place(id, resource)).body.detail, /1000 accounts at most/);
    await api.store.models.credentials.deleteMany({ _id: { $lt: 0 } });
    assert.equal((await place(id, resource)).status, 200);
  });

  it('is refused while a rotation of the account is not settled', async () => {
    const [id, resource_id] = [await world.sshKey(), await world.keyAccount()];
    const secret = makeEd25519KeyPair('own').privateKey.reveal();
    const own = await world.create('/v1/credentials', { resource_id, secret });
    const { credentialVersions } = api.store.models;
    const version = await credentialVersions.findById(`${own.id}:1`).lean();
    await credentialVersions.create({ ...version, _id: `${own.id}:2`, version: 2, state: 'pending' });
    assert.match((await place(id, resource_id)).body.detail, /not settled/);
  });

  it('is taken off no account of which a rotation is not settled: nobody knows what it holds', async () => {
    const { id, resourceId } = await world.placedSshKey();
    const [{ credential_id }] = await list(id);
    const { credentialVersions } = api.store.models;
    const version = await credentialVersions.findById(`${credential_id}:1`).lean();
    await credentialVersions.create({ ...version, _id: `${credential_id}:2`, version: 2, state: 'pending' });
    const refused = await remove(id, resourceId);
    assert.deepEqual([refused.status, refused.body.code], [409, 'conflict']);
    assert.match(refused.body.detail, /not settled/);
    assert.equal((await place(id, resourceId)).status, 200, 'placing it again is harmless');
    await credentialVersions.deleteOne({ _id: `${credential_id}:2` });
    assert.equal((await remove(id, resourceId)).status, 204);
  });

  it('can be made, taken back and made again where the key never was on the account', async () => {
    const [id, resource_id] = [await world.sshKey(), await world.keyAccount()];
    const secret = makeEd25519KeyPair('own').privateKey.reveal();
    const own = await world.create('/v1/credentials', { resource_id, secret });
    assert.equal((await place(id, resource_id)).body.state, 'to_deploy');
    assert.equal((await remove(id, resource_id)).status, 204);
    const { custody } = (await api.store.models.credentials.findById(own.id).lean()) ?? {};
    assert.equal(custody?.turning_due, false, 'what it logs in with is its own');
    const again = await place(id, resource_id);
    assert.deepEqual([again.status, again.body.state], [200, 'to_deploy'], JSON.stringify(again.body));
  });

  it('comes back with its credential where the key may be placed', async () => {
    const { id, resourceId } = await world.placedSshKey();
    const [{ credential_id }] = await list(id);
    const { credentials, sshKeys } = api.store.models;
    const activate = () => world.call('POST', `/v1/credentials/${credential_id}/activate`);
    assert.equal((await world.call('POST', `/v1/credentials/${credential_id}/deactivate`)).status, 200);
    assert.equal((await world.call('POST', `/v1/ssh-keys/${id}/deactivate`)).status, 200);
    assert.equal((await activate()).body.code, 'resource_inactive');
    assert.equal((await world.call('POST', `/v1/ssh-keys/${id}/activate`)).status, 200);
    const row = { organization_id: 1, ssh_key_id: id, status: 'active', scope_id: 1, kind: 'ssh_key' };
    const rows = Array.from({ length: MOST_PLACEMENTS }, (_, at) => ({ _id: -1 - at, resource_id: -1 - at, ...row }));
    await credentials.collection.insertMany(rows as never);
    assert.match((await activate()).body.detail, /1000 accounts at most/);
    await credentials.deleteMany({ _id: { $lt: 0 } });
    const before = await sshKeys.findById(id).lean();
    assert.equal((await activate()).status, 200);
    const after = await sshKeys.findById(id).lean();
    assert.equal(
      after?.revision,
      (before?.revision ?? 0) + 1,
      'so that a deactivation at the same moment is done again',
    );
    assert.equal((await place(id, resourceId)).body.state, 'deployed');
  });

  it('keeps the secret of the account from being handed in, and the key from being rotated for it alone', async () => {
    const { id, resourceId } = await world.placedSshKey();
    const [{ credential_id }] = await list(id);
    const body = { secret: makeEd25519KeyPair('own').privateKey.reveal() };
    assert.match((await world.call('PUT', `/v1/credentials/${credential_id}/secret`, { body })).body.detail, /share/);
    const rotation = await world.call('POST', `/v1/resources/${resourceId}/rotate`);
    assert.deepEqual([rotation.status, rotation.body.code], [409, 'conflict']);
    assert.match(rotation.body.detail, new RegExp(`/v1/ssh-keys/${id}/rotate`));
    assert.equal((await world.call('POST', `/v1/resources/${resourceId}/verify`)).status, 202);
  });

  it('is taken back; the account then waits for a key of its own', async () => {
    const { id, resourceId } = await world.placedSshKey();
    const [{ credential_id }] = await list(id);
    const kept = await world.call('POST', `/v1/ssh-keys/${id}/deactivate`);
    assert.match(kept.body.detail, /\(1\)/);
    assert.equal((await remove(id, resourceId)).status, 204);
    assert.equal((await remove(id, resourceId)).status, 404);
    assert.deepEqual(await list(id), []);
    assert.equal((await world.call('GET', `/v1/credentials/${credential_id}`)).body.ssh_key_id, null);
    const still = await world.call('POST', `/v1/ssh-keys/${id}/deactivate`);
    assert.equal(still.status, 409, 'the account still logs in with it');
    const { custody } = (await api.store.models.credentials.findById(credential_id).lean()) ?? {};
    assert.equal(custody?.turning_due, true, 'nobody has it checked out before it is another one');
    assert.equal((await place(id, resourceId)).body.state, 'deployed', 'it can be placed again');
    const versions = (await world.call('GET', `/v1/credentials/${credential_id}/versions`)).body.versions;
    assert.equal(versions.length, 1);
    assert.equal((await remove(id, resourceId)).status, 204);
    assert.equal((await world.call('POST', `/v1/resources/${resourceId}/rotate`)).status, 202);
  });

  it('wants credential:write on the resource as well, and shows those in reach alone', async () => {
    const id = await world.sshKey();
    const [own, other] = [await world.below(), await world.below()];
    const person = await world.person();
    const subject = { type: 'user', id: person.id, organizationId: 1 } as const;
    const role = await world.role(['credential:read', 'credential:write', 'resource:read']);
    const reader = await world.role(['resource:read', 'scope:read']);
    await grant(api.store, subject, role, { scopeId: own.rootScopeId });
    await grant(api.store, subject, reader, { scopeId: other.rootScopeId });
    const mine = await own.sshKey();
    const [here, there] = [await own.keyAccount(), await other.keyAccount()];
    const as = person;
    const put = (key: number, resource: number) => world.call('PUT', `${placements(key)}/${resource}`, { as });
    assert.equal((await put(mine, here)).status, 200);
    assert.equal((await put(mine, there)).status, 403, 'it may be seen');
    assert.equal((await put(mine, await world.keyAccount())).status, 404, 'it may not');
    assert.equal((await put(id, here)).status, 404, 'nor may the key');
    assert.equal((await place(mine, there)).status, 200, 'the administrator may');
    const seen = (await world.call('GET', placements(mine), { as })).body.placements;
    assert.deepEqual(
      seen.map(({ resource_id }: { resource_id: number }) => resource_id),
      [here],
    );
    assert.equal((await list(mine)).length, 2);
  });
});

describe('a rotation that is asked for', () => {
  const rotate = (id: number, fields: object = {}) => world.call('POST', `/v1/ssh-keys/${id}/rotate`, fields);

  async function onThree(): Promise<{ id: number; resources: number[] }> {
    const { id, resourceId } = await world.placedSshKey();
    const resources = [resourceId, await world.keyAccount(), await world.keyAccount()];
    for (const resource of resources) await world.call('PUT', `/v1/ssh-keys/${id}/placements/${resource}`);
    return { id, resources };
  }

  it('makes one pending version and one plan about all accounts, which runs by itself', async () => {
    await world.endPreflights();
    const { id, resources } = await onThree();
    const body = { reason: 'somebody has left', ticket_id: 'CHG-7' };
    const answer = await rotate(id, { body });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const { job_id, plan_id } = answer.body;
    const said = { job_id, plan_id, ssh_key_id: id, version: 2, operation: 'bulk_preflight', status: 'queued' };
    assert.deepEqual(answer.body, { ...said, resource_count: 3 });
    const plan = await api.store.models.plans.findById(plan_id).lean();
    assert.deepEqual([plan?.runs_by_itself, plan?.operation, plan?.actor.name], [true, 'rotate', 'admin']);
    assert.deepEqual(plan?.selector.resource_ids, resources);
    const job = (await world.call('GET', `/v1/jobs/${job_id}`)).body;
    assert.deepEqual([job.reason, job.ticket_id], [body.reason, body.ticket_id]);
    const key = (await world.call('GET', `/v1/ssh-keys/${id}`)).body;
    assert.deepEqual([key.current_version, key.pending_version, key.rotation_job_id], [1, 2, job_id]);
    const states = (await world.call('GET', `/v1/ssh-keys/${id}/placements`)).body.placements;
    assert.ok(
      states.every(({ state, version }: { state: string; version: number }) => state === 'outdated' && version === 1),
    );

    assert.match((await rotate(id)).body.detail, new RegExp(`job ${job_id} is queued`));
    await world.endPreflights();
    const again = await rotate(id);
    assert.deepEqual([again.status, again.body.version], [202, 2], 'it goes on with the same version');
    await world.endPreflights();
  });

  it('begins once of many at the same moment', async () => {
    await world.endPreflights();
    const { id } = await onThree();
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(id)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409, 409, 409, 409]);
    assert.equal(await api.store.models.sshKeyVersions.countDocuments({ ssh_key_id: id }), 2);
    await world.endPreflights();
  });

  it('is complete once no active account lacks the version; the next one makes another', async () => {
    await world.endPreflights();
    const { id, resources } = await onThree();
    await rotate(id);
    await world.endPreflights();
    for (const resource of resources.slice(1)) await world.call('POST', `/v1/resources/${resource}/deactivate`);
    const [last = 0] = resources;
    assert.equal((await world.call('DELETE', `/v1/ssh-keys/${id}/placements/${last}`)).status, 204);
    const key = (await world.call('GET', `/v1/ssh-keys/${id}`)).body;
    assert.deepEqual([key.current_version, key.pending_version], [2, null]);
    assert.equal((await rotate(id)).body.code, 'conflict', 'it is on no active account');
  });

  it('says in its record which version has become current before it', async () => {
    await world.endPreflights();
    const { id, resources } = await onThree();
    await rotate(id);
    await world.endPreflights();
    const [last = 0, ...others] = resources;
    for (const resource of others) await world.call('POST', `/v1/resources/${resource}/deactivate`);
    const { credentials, credentialVersions, auditRecords } = api.store.models;
    const credential = await credentials.findOne({ resource_id: last }).lean();
    await credentialVersions.updateOne({ credential_id: credential?._id ?? 0 }, { $set: { 'ssh_key.version': 2 } });
    assert.deepEqual([(await rotate(id)).body.version], [3]);
    const key = (await world.call('GET', `/v1/ssh-keys/${id}`)).body;
    assert.deepEqual([key.current_version, key.pending_version, key.latest_version], [2, 3, 3]);
    const record = await auditRecords.findById(key.last_event_id).lean();
    assert.deepEqual([record?.operation, record?.status], ['ssh_key.rotate', 'intended']);
    assert.match(
      record?.change ?? '',
      /^version 2 is on every account, and current; version 3: plan \d+ of 1 resources$/,
    );
    await world.endPreflights();
  });

  it('wants the right on every account, and names those that may be seen', async () => {
    await world.endPreflights();
    const [own, other, hidden] = [await world.below(), await world.below(), await world.below()];
    const id = await own.sshKey();
    const accounts = [await own.keyAccount(), await other.keyAccount(), await hidden.keyAccount()];
    for (const account of accounts) {
      assert.equal((await world.call('PUT', `/v1/ssh-keys/${id}/placements/${account}`)).status, 200);
    }
    const person = await world.person();
    const subject = { type: 'user', id: person.id, organizationId: 1 } as const;
    await grant(api.store, subject, 'operator', { scopeId: own.rootScopeId });
    await grant(api.store, subject, 'viewer', { scopeId: other.rootScopeId });
    const refused = await rotate(id, { as: person });
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
    assert.match(refused.body.detail, new RegExp(`resource ${accounts[1]}\\.`));
    assert.equal(await api.store.models.sshKeyVersions.countDocuments({ ssh_key_id: id }), 1);
  });
});

it('moves with its scope, keeps its versions, and says what changed', async () => {
  const [id, below] = [await world.sshKey(), await world.below()];
  const answer = await world.call('PATCH', `/v1/ssh-keys/${id}`, {
    body: { name: 'another name', comment: 'new@place', scope_id: below.rootScopeId },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual([answer.body.name, answer.body.scope_id], ['another name', below.rootScopeId]);
  const record = await api.store.models.auditRecords.findById(answer.body.last_event_id).lean();
  assert.deepEqual([record?.operation, record?.target_type], ['ssh_key.update', 'ssh_key']);
  assert.match(record?.change ?? '', /name/);
});

describe('a certificate authority', () => {
  const PATH = '/v1/ssh-certificate-authorities';
  const add = (id: number, resource: number) => world.call('PUT', `${PATH}/${id}/accounts/${resource}`);
  const rotate = (id: number) => world.call('POST', `${PATH}/${id}/rotate`);
  const versionsOf = (credential_id: number) =>
    api.store.models.credentialVersions.find({ credential_id }).sort({ version: 1 }).lean();

  it('is an Ed25519 key of which the public half alone is shown, as targets want it', async () => {
    const { body } = await world.call('GET', `${PATH}/${await world.sshAuthority()}`);
    assert.match(body.current.public_key, /^ssh-ed25519 [A-Za-z0-9+/]+ capstan-authority-\d+-1$/);
    assert.deepEqual(body.trusted_keys, [body.current.public_key]);
    assert.equal(body.current.fingerprint, sshFingerprint(body.current.public_key));
    assert.deepEqual([body.pending, body.status], [null, 'active']);
    const version = await api.store.models.sshAuthorityVersions.findById(`${body.id}:1`).lean();
    assert.equal(version?.sealed.form, 'inbox');
    assert.ok(!JSON.stringify(body).includes('sealed'));
  });

  it('is the credential of its accounts, which have no secret', async () => {
    const { id, resourceId } = await world.certifiedAccount();
    assert.equal((await add(id, resourceId)).body.state, 'proven', 'twice is harmless');
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${resourceId}`)).body;
    const [credential] = credentials;
    assert.deepEqual([credential.kind, credential.ssh_certificate_authority_id], ['ssh_certificate', id]);
    const { versions } = (await world.call('GET', `/v1/credentials/${credential.id}/versions`)).body;
    assert.deepEqual(versions[0].ssh_certificate_authority, { id, version: 1 });
    const secret = { body: { secret: 'a password' } };
    assert.equal((await world.call('PUT', `/v1/credentials/${credential.id}/secret`, secret)).body.code, 'conflict');
    const policy_id = await world.policy({ rules: { checkout_allowed: true } });
    await world.policyBinding({ policy_id, target_type: 'resource', target_id: resourceId });
    const asked = await world.call('POST', '/v1/check-outs', { body: { credential_id: credential.id } });
    assert.deepEqual([asked.status, asked.body.code], [409, 'conflict']);
    assert.match(asked.body.detail, /certificates/);
    for (const operation of ['rotate', 'reconcile']) {
      const { status, body } = await world.call('POST', `/v1/resources/${resourceId}/${operation}`);
      assert.deepEqual([status, body.code], [409, 'conflict']);
    }
  });

  it('takes accounts of its connector alone, that have no other credential', async () => {
    const id = await world.sshAuthority();
    assert.equal((await add(id, await world.keyAccount())).status, 409);
    const account = await world.certificateAccount();
    const body = { resource_id: account, secret: 'a password' };
    assert.equal((await world.call('POST', '/v1/credentials', { body })).body.code, 'unprocessable');
    assert.equal((await add(id, account)).status, 200);
    const other = await add(await world.sshAuthority(), account);
    assert.deepEqual([other.status, other.body.code], [409, 'conflict']);
    await world.call('POST', `${PATH}/${await world.sshAuthority()}/deactivate`);
    const key = await world.call('PUT', `/v1/ssh-keys/${await world.sshKey()}/placements/${account}`);
    assert.equal(key.status, 409);
  });

  it('is there as long as accounts log in by it, and takes none while it is inactive', async () => {
    const { id, resourceId } = await world.certifiedAccount();
    assert.match((await world.call('POST', `${PATH}/${id}/deactivate`)).body.detail, /\(1\)/);
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${resourceId}`)).body;
    const credential = `/v1/credentials/${credentials[0].id}`;
    assert.equal((await world.call('POST', `${credential}/deactivate`)).status, 200);
    assert.equal((await world.call('POST', `${PATH}/${id}/deactivate`)).status, 200);
    assert.equal((await world.call('POST', `${credential}/activate`)).body.code, 'resource_inactive');
    assert.equal((await add(id, await world.certificateAccount())).body.code, 'resource_inactive');
    assert.equal((await rotate(id)).body.code, 'resource_inactive');
  });

  it('lets platforms name the networks that its certificates are good from, as sshd takes them', async () => {
    const of = (source_addresses: readonly string[]) =>
      world.newPlatform({ connector: 'ssh_certificate', settings: { source_addresses } });
    const platform = await world.create('/v1/platforms', of(['192.0.2.0/24', '2001:db8::/32', '192.0.2.7', '::1']));
    assert.equal(platform.settings.source_addresses.length, 4);
    const changed = (source_addresses: readonly string[]) => ({
      body: { connector: 'ssh_certificate', settings: { source_addresses } },
    });
    for (const bad of ['192.0.2.7/24', '2001:db8::1/32', '192.0.2.0/33', '1.2.3', 'fe80']) {
      const created = await world.call('POST', '/v1/platforms', { body: of(['::1', bad]) });
      assert.deepEqual([created.status, created.body.errors[0].pointer], [422, '/body/settings/source_addresses/1']);
      const patched = await world.call('PATCH', `/v1/platforms/${platform.id}`, changed([bad]));
      assert.deepEqual([patched.status, patched.body.errors[0].pointer], [422, '/body/settings/source_addresses/0']);
    }
    const name = await world.call('PATCH', `/v1/platforms/${platform.id}`, changed(['example.org']));
    assert.equal(name.status, 400);
  });

  it('turns at once where it has no account', async () => {
    const { body } = await rotate(await world.sshAuthority());
    assert.deepEqual([body.current.version, body.pending], [2, null]);
  });

  it('has every account try its next key, those too that come to it or back to it meanwhile', async () => {
    const { id, resourceId } = await world.certifiedAccount();
    const back = await world.certificateAccount();
    const { credential_id } = (await add(id, back)).body;
    await world.call('POST', `/v1/credentials/${credential_id}/deactivate`);
    const { body } = await rotate(id);
    assert.deepEqual([body.current.version, body.pending.version], [1, 2]);
    const staged = async (credential: number) =>
      (await versionsOf(credential)).map(({ state, authority }) => `${authority?.version} ${state}`);
    const [first] = (await world.call('GET', `${PATH}/${id}/accounts`)).body.accounts;
    assert.deepEqual([first.resource_id, first.state, first.version], [resourceId, 'unproven', 1]);
    assert.deepEqual(await staged(first.credential_id), ['1 current', '2 pending']);
    assert.deepEqual(await staged(credential_id), ['1 current']);
    await world.call('POST', `/v1/credentials/${credential_id}/activate`);
    assert.deepEqual(await staged(credential_id), ['1 current', '2 pending']);
    const late = (await add(id, await world.certificateAccount())).body;
    assert.deepEqual(await staged(late.credential_id), ['1 current', '2 pending']);
    assert.equal((await rotate(id)).body.pending.version, 2);
    assert.deepEqual(await staged(late.credential_id), ['1 current', '2 pending']);
  });

  it('is complete, asked again, once those that it waited for are gone, and tells who comes back to try the newest', async () => {
    const { id, resourceId } = await world.certifiedAccount();
    assert.equal((await rotate(id)).body.pending.version, 2);
    await world.call('POST', `/v1/resources/${resourceId}/deactivate`);
    const done = (await rotate(id)).body;
    assert.deepEqual([done.current.version, done.pending], [2, null]);
    assert.equal((await rotate(id)).body.current.version, 3);
    const [account] = (await world.call('GET', `${PATH}/${id}/accounts`)).body.accounts;
    const states = (await versionsOf(account.credential_id)).map(
      ({ state, authority }) => `${authority?.version} ${state}`,
    );
    assert.deepEqual(states, ['1 current', '2 retired', '3 pending']);
  });
});
