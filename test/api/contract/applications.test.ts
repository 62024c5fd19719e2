/** Applications: what they are held to, who may take them in hand, and secrets that rotate without a gap. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type CallAnswer, type Caller, grant, startApi } from '../../support/api-harness.ts';
import { Robot } from '../../support/robot.ts';
import { freshName, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const update = (id: number, body: object, as: Caller = api.admin) =>
  api.call('PATCH', `/v1/applications/${id}`, { as, body });
const rotate = (id: number, body?: object, as: Caller = api.admin) =>
  api.call('POST', `/v1/applications/${id}/secrets`, { as, body });
const setKeys = (id: number, keys: readonly object[]) =>
  api.call('PUT', `/v1/applications/${id}/public-keys`, { as: api.admin, body: { keys } });

function refuses({ status, body }: CallAnswer, expected: number, code: string, pointer?: string): void {
  assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body));
  if (pointer !== undefined) {
    assert.deepEqual(
      body.errors.map((error: { pointer: string }) => error.pointer),
      [pointer],
    );
  }
}

describe('an application', () => {
  it('shows its secret once, and keeps a hint and a hash', async () => {
    const made = await world.newlyMadeApplication({ description: 'keeps the inventory in step' });
    assert.match(made.client_secret, /^cap_cs_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(
      made.secrets.map(({ hint, expires_at }: { hint: string; expires_at: null }) => [hint, expires_at]),
      [[made.client_secret.slice(0, 13), null]],
    );
    const shown = await world.call('GET', `/v1/applications/${made.id}`);
    assert.equal(shown.body.client_secret, undefined);
    assert.equal(shown.body.description, 'keeps the inventory in step');
    assert.ok(!JSON.stringify(shown.body).includes(made.client_secret.slice(14)));
  });

  it('has no right but to ask who it is until it is granted one', async () => {
    const robot = await Robot.make(api, {}, null);
    const as = await robot.token();
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 200);
    refuses(await api.call('GET', '/v1/resources', { as }), 403, 'forbidden');
    await grant(api.store, { type: 'application', id: robot.id, organizationId: 1 }, 'viewer');
    assert.equal((await api.call('GET', '/v1/resources', { as })).status, 200);
  });

  it('does no more than its authorized resources name, whatever it is granted', async () => {
    const scope = await world.scope();
    const inside = await world.device({ scope_id: scope });
    const outside = await world.device();
    const rule = { areas: ['devices'], operations: ['getDevice', 'listDevices'], scope_ids: [scope] };
    const robot = await Robot.make(api, { authorized_resources: [rule] }, 'admin');
    const as = await robot.token();
    const get = (path: string) => api.call('GET', path, { as });
    assert.equal((await get(`/v1/devices/${inside}`)).status, 200);
    refuses(await get(`/v1/devices/${outside}`), 404, 'not_found');
    const listed = await get('/v1/devices');
    assert.deepEqual(
      listed.body.devices.map(({ id }: { id: number }) => id),
      [inside],
    );
    refuses(await get('/v1/scopes'), 403, 'forbidden');
    refuses(await api.call('PATCH', `/v1/devices/${inside}`, { as, body: { port: 1 } }), 403, 'forbidden');

    const id = robot.id;
    assert.equal((await update(id, { authorized_resources: [{ ...rule, addresses: ['192.0.2.7'] }] })).status, 200);
    refuses(await get(`/v1/devices/${inside}`), 403, 'forbidden');
    const local = { ...rule, addresses: ['127.0.0.0/8'] };
    await update(id, { authorized_resources: [local] });
    assert.equal((await get(`/v1/devices/${inside}`)).status, 200);
    const expires_at = new Date(Date.now() - 1).toISOString();
    await update(id, { authorized_resources: [{ ...local, expires_at }] });
    refuses(await get(`/v1/devices/${inside}`), 403, 'forbidden');
  });

  it('is refused with rules that name nothing, or nothing within reach', async () => {
    const elsewhere = await world.scope();
    const resource = await world.resource({ scope_id: elsewhere });
    const team = await world.scope();
    const manager = await api.createUser(freshName('manager'), 'admin', { scopeId: team });
    const cases: readonly [rule: object, pointer: string][] = [
      [{ areas: ['auth', 'nothing'] }, 'areas/1'],
      [{ areas: ['jobs'], operations: ['getJob', 'rotateResource'] }, 'operations/1'],
      [{ areas: ['jobs'], operations: ['inventNothing'] }, 'operations/0'],
      [{ areas: ['jobs'], scope_ids: [team, elsewhere] }, 'scope_ids/1'],
      [{ areas: ['jobs'], scope_ids: [9_999_999] }, 'scope_ids/0'],
      [{ areas: ['jobs'], resource_ids: [resource] }, 'resource_ids/0'],
      [{ areas: ['jobs'], resource_ids: [9_999_999] }, 'resource_ids/0'],
      [{ areas: ['jobs'], addresses: ['192.0.2.0/24', '192.0.2.0/33'] }, 'addresses/1'],
      [{ areas: ['jobs'], addresses: ['1.2.3'] }, 'addresses/0'],
    ];
    for (const [rule, pointer] of cases) {
      const body = world.newApplication({ scope_id: team, authorized_resources: [{ areas: ['auth'] }, rule] });
      const answer = await api.call('POST', '/v1/applications', { as: manager, body });
      refuses(answer, 422, 'unprocessable', `/body/authorized_resources/1/${pointer}`);
    }
    const body = world.newApplication({ authorized_resources: [] });
    refuses(
      await world.call('POST', '/v1/applications', { body }),
      400,
      'validation_failed',
      '/body/authorized_resources',
    );
  });

  it('lies in a scope, and moves only between scopes in which its manager may write', async () => {
    const [here, there] = [await world.scope(), await world.scope()];
    const manager = await api.createUser(freshName('manager'), 'admin', { scopeId: here });
    const id = await world.application({ scope_id: here });
    const hidden = await world.application({ scope_id: there });
    refuses(await api.call('GET', `/v1/applications/${hidden}`, { as: manager }), 404, 'not_found');
    const { body } = await api.call('GET', '/v1/applications', { as: manager });
    assert.deepEqual(
      body.applications.map((shown: { id: number }) => shown.id),
      [id],
    );
    refuses(await update(id, { scope_id: there }, manager), 422, 'unprocessable', '/body/scope_id');
    assert.equal((await update(id, { scope_id: there })).status, 200);
    refuses(await api.call('GET', `/v1/applications/${id}`, { as: manager }), 404, 'not_found');
    const fields = world.newApplication({ scope_id: there });
    const made = await api.call('POST', '/v1/applications', { as: manager, body: fields });
    refuses(made, 422, 'unprocessable', '/body/scope_id');
  });

  it('has a name that is unique in its scope', async () => {
    const [name, scope] = [freshName('unique'), await world.scope()];
    await world.application({ name, scope_id: scope });
    await world.application({ name });
    const again = { body: world.newApplication({ name, scope_id: scope }) };
    refuses(await world.call('POST', '/v1/applications', again), 409, 'name_taken');
  });
});

describe('an application that may do more than its manager', () => {
  let team: number;
  let manager: Caller;
  before(async () => {
    team = await world.scope();
    manager = await api.createUser(freshName('manager'), 'admin', { scopeId: team });
  });

  it('is not the manager’s to take in hand, but may be renamed', async () => {
    const robot = await Robot.make(api, { scope_id: team }, 'operator');
    const as = manager;
    const post = (what: string) => api.call('POST', `/v1/applications/${robot.id}/${what}`, { as });
    refuses(await rotate(robot.id, {}, as), 403, 'privilege_escalation');
    refuses(await update(robot.id, { authorized_resources: [{ areas: ['jobs'] }] }, as), 403, 'privilege_escalation');
    refuses(await post('deactivate'), 403, 'privilege_escalation');
    refuses(await post('activate'), 403, 'privilege_escalation');
    assert.equal((await update(robot.id, { name: freshName('renamed') }, as)).status, 200);
    assert.equal((await robot.ask()).status, 200, 'its secret works as before');
  });

  it('has keys and federated credentials that are not the manager’s to set', async () => {
    const byKey = await Robot.make(api, { scope_id: team, authentication: 'private_key_jwt' }, 'operator');
    const keys = { as: manager, body: { keys: [publicJwk(ecKey())] } };
    refuses(await api.call('PUT', `/v1/applications/${byKey.id}/public-keys`, keys), 403, 'privilege_escalation');
    const byToken = await Robot.make(api, { scope_id: team, authentication: 'workload_identity' }, 'operator');
    const path = `/v1/applications/${byToken.id}/federated-credentials`;
    const body = await world.newFederatedCredential();
    refuses(await api.call('POST', path, { as: manager, body }), 403, 'privilege_escalation');
    const made = await world.create(path, body);
    refuses(await api.call('DELETE', `${path}/${made.id}`, { as: manager }), 403, 'privilege_escalation');
  });

  it('is, where the manager holds all that it holds', async () => {
    const robot = await Robot.make(api, { scope_id: team }, null);
    const subject = { type: 'application', id: robot.id, organizationId: 1 } as const;
    await grant(api.store, subject, 'operator', { scopeId: team });
    assert.equal((await rotate(robot.id, {}, manager)).status, 200);
  });
});

it('no application widens its own authorized resources', async () => {
  const robot = await Robot.make(api, {}, 'admin');
  const as = await robot.token();
  refuses(await update(robot.id, { authorized_resources: [{ areas: ['users'] }] }, as), 403, 'own_rights');
  assert.equal((await update(robot.id, { description: 'by itself' }, as)).status, 200);
});

describe('rotation of a secret', () => {
  it('leaves the secret before working until the overlap ends, and none that is older', async () => {
    const first = await Robot.make(api);
    const answer = await rotate(first.id, { overlap_seconds: 3_600, reason: 'quarterly rotation' });
    assert.equal(answer.status, 200);
    const second = first.with(answer.body.client_secret);
    assert.equal((await first.ask()).status, 200);
    assert.equal((await second.ask()).status, 200);
    const [newest, before] = answer.body.secrets;
    assert.equal(newest.expires_at, null);
    const left = Date.parse(before.expires_at) - Date.now();
    assert.ok(left > 3_590_000 && left <= 3_600_000, `${left}`);
    const record = await api.store.auditCollection().findOne({ _id: answer.body.last_event_id });
    assert.equal(record?.reason, 'quarterly rotation');
    assert.match(record?.change ?? '', /^the secret before works until /);

    const third = first.with((await rotate(first.id)).body.client_secret);
    const statuses = await Promise.all([first, second, third].map(async (robot) => (await robot.ask()).status));
    assert.deepEqual(statuses, [401, 200, 200]);
    await api.store.models.applications.updateOne(
      { _id: first.id },
      { $set: { 'secrets.1.expires_at': new Date(Date.now() - 1) } },
    );
    assert.equal((await second.ask()).status, 401);
    assert.equal((await third.ask()).status, 200);
  });

  it('without an overlap ends the secret before and all tokens at once', async () => {
    const first = await Robot.make(api);
    const as = await first.token();
    const answer = await rotate(first.id, { overlap_seconds: 0 });
    assert.equal(answer.body.secrets.length, 1);
    assert.equal((await first.ask()).status, 401);
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
    assert.equal((await first.with(answer.body.client_secret).ask()).status, 200);
  });

  it('ends the tokens of a secret with that secret', async () => {
    const first = await Robot.make(api);
    const as = await first.token();
    await rotate(first.id);
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 200);
    await rotate(first.id);
    assert.equal((await api.call('GET', '/v1/me', { as })).status, 401);
  });

  it('fifty times at once leaves exactly two secrets that work', async () => {
    const robot = await Robot.make(api);
    const answers = await Promise.all(Array.from({ length: 50 }, () => rotate(robot.id, { overlap_seconds: 600 })));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const secrets: string[] = [robot.secret, ...answers.map(({ body }) => body.client_secret)];
    assert.equal(new Set(secrets).size, 51);
    const tries = await Promise.all(secrets.map((secret) => robot.with(secret).ask()));
    assert.equal(tries.filter(({ status }) => status === 200).length, 2);
    assert.ok(tries.every(({ status }) => status === 200 || status === 401));
    const { body } = await world.call('GET', `/v1/applications/${robot.id}`);
    assert.equal(body.secrets.length, 2);
  });

  it('is for applications with a secret', async () => {
    refuses(await rotate(await world.application({ authentication: 'workload_identity' })), 409, 'conflict');
    refuses(await rotate(await world.application({ authentication: 'private_key_jwt' })), 409, 'conflict');
  });

  it('takes an overlap of 30 days at most', async () => {
    const id = await world.application();
    for (const overlap_seconds of [-1, 2_592_001, 1.5]) {
      refuses(await rotate(id, { overlap_seconds }), 400, 'validation_failed', '/body/overlap_seconds');
    }
    assert.equal((await rotate(id, { overlap_seconds: 2_592_000 })).status, 200);
  });
});

describe('public keys', () => {
  it('are EC, Ed25519, or RSA of 2048 bits, and shown with their thumbprint', async () => {
    const id = await world.application({ authentication: 'private_key_jwt' });
    const keys = [
      publicJwk(ecKey('P-256'), 'a'),
      publicJwk(ecKey('P-384')),
      publicJwk(generateKeyPairSync('ed25519').publicKey, 'b'),
      publicJwk(generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey),
    ];
    const { status, body } = await setKeys(id, keys);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.public_keys.length, 4);
    for (const [index, { thumbprint, ...key }] of body.public_keys.entries()) {
      assert.match(thumbprint, /^[A-Za-z0-9_-]{43}$/);
      assert.deepEqual(key, keys[index]);
    }
  });

  it('with private members are refused, and leave no trace', async () => {
    const id = await world.application({ authentication: 'private_key_jwt' });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = privateKey.export({ format: 'jwk' });
    const answer = await setKeys(id, [jwk]);
    refuses(answer, 400, 'validation_failed', '/body/keys/0/d');
    assert.ok(!JSON.stringify(answer.body).includes(String(jwk.d)));
    assert.ok(!api.log.join('\n').includes(String(jwk.d)));
  });

  it('that are too short, of other kinds, no keys, or there twice are refused', async () => {
    const id = await world.application({ authentication: 'private_key_jwt' });
    const good = publicJwk(ecKey(), 'same');
    const cases: readonly [keys: readonly object[], pointer: string][] = [
      [[publicJwk(generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey)], '/body/keys/0'],
      [[publicJwk(ecKey('secp256k1'))], '/body/keys/0'],
      [[publicJwk(generateKeyPairSync('x25519').publicKey)], '/body/keys/0'],
      [[{ ...good, x: 'AAAA' }], '/body/keys/0'],
      [[{ kty: 'EC' }], '/body/keys/0'],
      [[good, { ...good, kid: 'other' }], '/body/keys/1'],
      [[good, publicJwk(ecKey(), 'same')], '/body/keys/1/kid'],
    ];
    for (const [keys, pointer] of cases) refuses(await setKeys(id, keys), 422, 'unprocessable', pointer);
  });

  it('belong to applications that prove themselves by them', async () => {
    const keys = [publicJwk(ecKey())];
    refuses(await setKeys(await world.application(), keys), 409, 'conflict');
    const body = world.newApplication({ public_keys: keys });
    refuses(await world.call('POST', '/v1/applications', { body }), 422, 'unprocessable', '/body/public_keys');
  });
});

describe('federated credentials', () => {
  it('name an issuer of the organization, within reach', async () => {
    const id = await world.application({ authentication: 'workload_identity' });
    const strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
    const team = await world.scope();
    const mine = await world.application({ authentication: 'workload_identity', scope_id: team });
    const role = await world.role(['application:read', 'application:write']);
    const user = await api.createUser(freshName('narrow'), null);
    await grant(api.store, { type: 'user', id: user.id, organizationId: 1 }, role, { scopeId: team });
    const add = (application: number, workload_issuer_id: number, as: Caller = api.admin) =>
      api.call('POST', `/v1/applications/${application}/federated-credentials`, {
        as,
        body: { workload_issuer_id, claims: { sub: 'x' } },
      });
    const pointer = '/body/workload_issuer_id';
    refuses(await add(id, 9_999_999), 422, 'unprocessable', pointer);
    refuses(await add(id, await strangers.workloadIssuer()), 422, 'unprocessable', pointer);
    const issuer = await world.workloadIssuer();
    refuses(await add(mine, issuer, user), 422, 'unprocessable', pointer);
    assert.equal((await add(mine, issuer)).status, 201);
  });

  it('always have a condition on the subject', async () => {
    const id = await world.application({ authentication: 'workload_identity' });
    const workload_issuer_id = await world.workloadIssuer();
    for (const claims of [
      {},
      { repository: 'acme/shop' },
      { sub: '' },
      { sub: 'x', $where: '1' },
      { sub: 'x', n: 1 },
    ]) {
      const body = { workload_issuer_id, claims };
      const answer = await world.call('POST', `/v1/applications/${id}/federated-credentials`, { body });
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation_failed'], JSON.stringify(claims));
    }
  });

  it('are twenty at most, and for applications that are workloads', async () => {
    const id = await world.application({ authentication: 'workload_identity' });
    const workload_issuer_id = await world.workloadIssuer();
    const add = (application: number) =>
      world.call('POST', `/v1/applications/${application}/federated-credentials`, {
        body: { workload_issuer_id, claims: { sub: 'x' } },
      });
    for (let made = 0; made < 20; made += 1) assert.equal((await add(id)).status, 201);
    refuses(await add(id), 409, 'conflict');
    const { body } = await world.call('GET', `/v1/applications/${id}/federated-credentials`);
    assert.deepEqual([body.federated_credentials.length, body.next_cursor], [20, null]);
    refuses(await add(await world.application()), 409, 'conflict');
  });
});

function ecKey(namedCurve = 'P-256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).publicKey;
}

function publicJwk(key: KeyObject, kid?: string): object {
  return { ...key.export({ format: 'jwk' }), ...(kid === undefined ? {} : { kid }) };
}
