/** What the contract's schemas cannot say of scopes, devices, platforms and resources. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const FINGERPRINT = 'SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk';
const SSH_TRUST = { kind: 'ssh_host_key', fingerprints: [FINGERPRINT] };
const NO_CERTIFICATE = {
  kind: 'tls',
  ca_pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
};
const SSH_DEVICE = { kind: 'ssh', address: 'host.example', port: 22, trust: SSH_TRUST };

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

function assertRefused(answer: CallAnswer, status: number, code: string, pointer?: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  if (pointer) assert.equal(answer.body.errors[0].pointer, pointer, JSON.stringify(answer.body));
}

async function lastRecord(operation: string) {
  const { body } = await world.call('GET', `/v1/logs/audit?limit=1&operation=${operation}`);
  return body.events[0];
}

describe('scopes', () => {
  it('keep their names apart among siblings only', async () => {
    const [one, other] = [await world.scope(), await world.scope()];
    const body = { name: 'twin', parent_id: one };
    assert.equal((await world.call('POST', '/v1/scopes', { body })).status, 201);
    assertRefused(await world.call('POST', '/v1/scopes', { body }), 409, 'name_taken');
    assert.equal((await world.call('POST', '/v1/scopes', { body: { ...body, parent_id: other } })).status, 201);
  });

  it('move with all below them, and lists by scope follow', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const middle = await world.scope(from);
    const leaf = await world.scope(middle);
    const device = await world.device({ scope_id: leaf });
    const moved = await world.call('PATCH', `/v1/scopes/${middle}`, { body: { parent_id: to } });
    assert.deepEqual(moved.body.ancestors, [world.rootScopeId, to]);
    const { body } = await world.call('GET', `/v1/scopes/${leaf}`);
    assert.deepEqual(body.ancestors, [world.rootScopeId, to, middle]);
    const idsIn = async (scope: number) =>
      (await world.call('GET', `/v1/devices?scope_id=${scope}`)).body.devices.map(({ id }: { id: number }) => id);
    assert.deepEqual(await idsIn(from), []);
    assert.deepEqual(await idsIn(to), [device]);
  });

  it('never move below themselves, and the root never moves', async () => {
    const top = await world.scope();
    const below = await world.scope(await world.scope(top));
    assertRefused(await world.call('PATCH', `/v1/scopes/${top}`, { body: { parent_id: below } }), 409, 'conflict');
    assertRefused(await world.call('PATCH', `/v1/scopes/${top}`, { body: { parent_id: top } }), 409, 'conflict');
    const root = `/v1/scopes/${world.rootScopeId}`;
    assertRefused(await world.call('PATCH', root, { body: { parent_id: top } }), 409, 'conflict');
  });

  it('make no cycle when two moves meet', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await world.scope(), await world.scope()];
      const answers = await Promise.all([
        world.call('PATCH', `/v1/scopes/${one}`, { body: { parent_id: other } }),
        world.call('PATCH', `/v1/scopes/${other}`, { body: { parent_id: one } }),
      ]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    }
  });

  it('go 32 deep and no deeper', async () => {
    let deepest = world.rootScopeId;
    for (let depth = 2; depth <= 32; depth += 1) deepest = await world.scope(deepest);
    const body = { name: 'too deep', parent_id: deepest };
    assertRefused(await world.call('POST', '/v1/scopes', { body }), 409, 'conflict');
    const pair = await world.scope();
    await world.scope(pair);
    const { ancestors } = (await world.call('GET', `/v1/scopes/${deepest}`)).body;
    const move = { body: { parent_id: ancestors.at(-1) } };
    assertRefused(await world.call('PATCH', `/v1/scopes/${pair}`, move), 409, 'conflict');
  });
});

describe('devices', () => {
  const refusals = [
    ['ssh without a host key', { kind: 'ssh' }, '/body/trust/kind'],
    ['postgres with a host key', { trust: SSH_TRUST }, '/body/trust/kind'],
    ['clear text to another machine', { address: 'db.example' }, '/body/trust/kind'],
    ['clear text to an address that only looks like loopback', { address: '127.example' }, '/body/trust/kind'],
    ['a certificate that is none', { trust: NO_CERTIFICATE }, '/body/trust/ca_pem'],
    ['an address that is none', { address: '127.0.0.256' }, '/body/address'],
    ['a scope that is missing', { scope_id: 999_999 }, '/body/scope_id'],
    ['a reconcile account that is missing', { reconcile_resource_id: 999_999 }, '/body/reconcile_resource_id'],
  ] as const;
  for (const [what, fields, pointer] of refusals) {
    it(`refuse ${what}`, async () => {
      const answer = await world.call('POST', '/v1/devices', { body: world.newDevice(fields) });
      assertRefused(answer, 422, 'unprocessable', pointer);
    });
  }

  it('refuse addresses in odd spellings, and those that belong to no single machine', async () => {
    const odd = ['0x7f.0.0.1', '0x7f000001', '2130706433', '0177.0.0.1', '127.1', 'db.0X1', '1::2::3'];
    const nobodys = [
      '0.0.0.0',
      '::',
      '0:0::0',
      '169.254.169.254',
      'fe80::1',
      '224.0.0.1',
      '255.255.255.255',
      'ff02::1',
    ];
    for (const address of [...odd, ...nobodys, '::ffff:127.0.0.1', '::ffff:7f00:1']) {
      const body = world.newDevice({ address, trust: { kind: 'tls' } });
      assertRefused(await world.call('POST', '/v1/devices', { body }), 422, 'unprocessable', '/body/address');
    }
    const path = `/v1/devices/${await world.device()}`;
    const moved = await world.call('PATCH', path, { body: { address: '0x7f.0.0.1' } });
    assertRefused(moved, 422, 'unprocessable', '/body/address');
    for (const address of ['10.0.0.1', '2001:db8::1', '0x7f.example', '1and1.example']) {
      await world.device({ address, trust: { kind: 'tls' } });
    }
  });

  it('take every spelling of loopback in clear text, and any host over TLS', async () => {
    for (const address of ['127.8.9.1', '::1', '0:0:0:0:0:0:0:1', 'localhost']) await world.device({ address });
    await world.device({ address: 'db.example', trust: { kind: 'tls' } });
    await world.device(SSH_DEVICE);
  });

  it('refuse trust that is of no known form', async () => {
    const body = world.newDevice({ trust: { kind: 'whoever_answers' } });
    assertRefused(await world.call('POST', '/v1/devices', { body }), 400, 'validation_failed');
  });

  it('refuse a scope of another organization in the same words as a missing one', async () => {
    const answers = [];
    for (const scope_id of [strangers.rootScopeId, 999_999]) {
      answers.push((await world.call('POST', '/v1/devices', { body: world.newDevice({ scope_id }) })).body);
    }
    const [others, missing] = answers.map(({ correlation_id: _own, ...rest }) => JSON.stringify(rest));
    assert.equal(others, missing);
  });

  it('that become another endpoint leave a record of before and after, and unverified resources', async () => {
    const device = await world.device();
    const resource = await world.resource({ device_id: device });
    await api.store.models.resources.updateOne({ _id: resource }, { $set: { status: 'verified' } });
    await world.call('PATCH', `/v1/devices/${device}`, { body: { name: freshName('renamed') } });
    assert.equal((await world.call('GET', `/v1/resources/${resource}`)).body.status, 'verified');
    await world.call('PATCH', `/v1/devices/${device}`, { body: { port: 6432, trust: { kind: 'tls' } } });
    assert.match(
      (await lastRecord('device.update')).change,
      /^changed: port, trust; port: 5432 -> 6432; trust: loopback_plaintext -> tls sha256:[0-9a-f]{32}$/,
    );
    const { body } = await world.call('GET', `/v1/resources/${resource}`);
    assert.equal(body.status, 'unverified');
    assert.equal(body.last_event_id, (await lastRecord('device.update')).event_id);
  });

  it('show in the record every change of what is trusted, and nothing of a certificate', async () => {
    const path = `/v1/devices/${await world.device({ address: 'one.example', trust: { kind: 'tls' } })}`;
    const changes = [];
    for (const body of [{ trust: { kind: 'tls', server_name: 'a.example' } }, { address: 'two.example' }]) {
      await world.call('PATCH', path, { body });
      changes.push((await lastRecord('device.update')).change);
    }
    const [, before, after] = /^changed: trust; trust: tls (\S+) -> tls (\S+)$/.exec(changes[0]) ?? [];
    assert.ok(before && after && before !== after, changes[0]);
    assert.equal(changes[1], 'changed: address; address: one.example -> two.example');
  });

  it('never lose the proof of who answers there', async () => {
    const path = `/v1/devices/${await world.device({ trust: { kind: 'tls' } })}`;
    const answer = await world.call('PATCH', path, { body: { trust: { kind: 'loopback_plaintext' } } });
    assertRefused(answer, 409, 'conflict');
    assert.match(answer.body.detail, /create another device/);
    assert.equal((await world.call('GET', path)).body.trust.kind, 'tls');
  });

  it('stay the endpoint they are while a job on one of their resources has not ended', async () => {
    const device_id = await world.device();
    const path = `/v1/devices/${device_id}`;
    const job = await world.job(await world.readyResource({ device_id }));
    for (const body of [{ port: 6432 }, { address: '127.0.0.2' }, { trust: { kind: 'tls' } }]) {
      assertRefused(await world.call('PATCH', path, { body }), 409, 'conflict');
    }
    assert.equal((await world.call('PATCH', path, { body: { name: freshName('renamed') } })).status, 200);
    await world.call('POST', `/v1/jobs/${job}/cancel`);
    assert.equal((await world.call('PATCH', path, { body: { port: 6432 } })).status, 200);
  });

  it('stay the endpoint they are while a worker holds the lease of a resource', async () => {
    const device_id = await world.device();
    const _id = await world.resource({ device_id });
    const lease = { token: 1, job_id: 4711, device_id, slot: 0, expires_at: new Date(Date.now() + 60_000) };
    await api.store.models.leases.create({ _id, ...lease });
    assertRefused(await world.call('PATCH', `/v1/devices/${device_id}`, { body: { port: 6432 } }), 409, 'conflict');
  });

  it('have no reconcile account of another device', async () => {
    const account = await world.resource();
    const pointer = '/body/reconcile_resource_id';
    const body = world.newDevice({ reconcile_resource_id: account });
    assertRefused(await world.call('POST', '/v1/devices', { body }), 422, 'unprocessable', pointer);
    const path = `/v1/devices/${await world.device()}`;
    const changed = await world.call('PATCH', path, { body: { reconcile_resource_id: account } });
    assertRefused(changed, 422, 'unprocessable', pointer);
  });

  it('stay in the revision they have where nothing changes', async () => {
    const path = `/v1/devices/${await world.device()}`;
    const seen = await world.call('GET', path);
    const same = await world.call('PATCH', path, { body: { port: seen.body.port } });
    assert.equal(same.headers.get('etag'), seen.headers.get('etag'));
  });

  it('are found by the beginning of their name, taken literally', async () => {
    await world.device({ name: 'db.*[1] east' });
    const found = async (prefix: string) =>
      (await world.call('GET', `/v1/devices?name=${encodeURIComponent(prefix)}`)).body.devices.length;
    assert.equal(await found('db.*[1]'), 1);
    assert.equal(await found('db.'), 1);
    assert.equal(await found('db[1]'), 0);
    assert.equal(await found('.*'), 0);
  });
});

describe('platforms', () => {
  it('get the defaults of what is left out, and keys have no password rules', async () => {
    const body = await world.create('/v1/platforms', world.newPlatform({ password_rules: { length: 40 } }));
    assert.equal(body.password_rules.length, 40);
    assert.equal(body.password_rules.min_digits, 2);
    assert.deepEqual(body.timeouts, { connect_ms: 10_000, operation_ms: 30_000, settle_ms: 120_000 });
    const keys = await world.create('/v1/platforms', world.newPlatform({ connector: 'ssh_key' }));
    assert.equal(keys.password_rules, null);
  });

  it('refuse password rules that contradict themselves, on creation and on change', async () => {
    const password_rules = { length: 8, min_digits: 5, min_symbols: 5 };
    const created = await world.call('POST', '/v1/platforms', { body: world.newPlatform({ password_rules }) });
    assertRefused(created, 422, 'unprocessable', '/body/password_rules');
    const path = `/v1/platforms/${await world.platform()}`;
    const changed = await world.call('PATCH', path, { body: { password_rules: { length: 8, min_digits: 8 } } });
    assertRefused(changed, 422, 'unprocessable', '/body/password_rules');
    const { body } = await world.call('PATCH', path, { body: { password_rules: { length: 64 } } });
    assert.deepEqual([body.password_rules.length, body.password_rules.min_digits], [64, 2]);
  });

  it('refuse settings of another connector, and settings without their connector', async () => {
    const body = world.newPlatform({ settings: { become: 'sudo' } });
    const answer = await world.call('POST', '/v1/platforms', { body });
    assertRefused(answer, 400, 'validation_failed');
    assert.ok(answer.body.errors.some(({ pointer }: { pointer: string }) => pointer === '/body/settings/become'));
    const path = `/v1/platforms/${await world.platform()}`;
    assertRefused(await world.call('PATCH', path, { body: { settings: {} } }), 400, 'validation_failed');
    const other = { connector: 'ssh_password', settings: { become: 'sudo' } };
    assertRefused(await world.call('PATCH', path, { body: other }), 409, 'conflict');
  });

  it('keep their names apart in an organization, and not between two', async () => {
    const body = world.newPlatform();
    await world.create('/v1/platforms', body);
    assertRefused(await world.call('POST', '/v1/platforms', { body }), 409, 'name_taken');
    await strangers.create('/v1/platforms', body);
  });
});

describe('resources', () => {
  it('show the fields of the first example of the API, under the same names', async () => {
    const { id, ...body } = await world.newResource().then((fresh) => world.create('/v1/resources', fresh));
    const [listed] = (await world.call('GET', '/v1/resources?limit=1000')).body.filter(
      (r: { id: number }) => r.id === id,
    );
    assert.match(listed.public_id, /^res_[0-9a-z]{26}$/);
    assert.equal(listed.status, 'unverified');
    assert.equal(listed.policy_id, null);
    assert.deepEqual([listed.name, listed.type, listed.scope_id], [body.name, 'postgres_role', world.rootScopeId]);
  });

  it('refuse links that lead nowhere or do not fit', async () => {
    const refusals = [
      [{ device_id: await world.device(SSH_DEVICE) }, '/body/device_id'],
      [{ device_id: 999_999 }, '/body/device_id'],
      [{ device_id: await strangers.device() }, '/body/device_id'],
      [{ platform_id: await world.platform({ connector: 'ssh_key' }) }, '/body/platform_id'],
      [{ platform_id: await strangers.platform() }, '/body/platform_id'],
      [{ scope_id: strangers.rootScopeId }, '/body/scope_id'],
      [{ reconcile_resource_id: await strangers.resource() }, '/body/reconcile_resource_id'],
      [{ username: 'ä'.repeat(40) }, '/body/username'],
    ] as const;
    for (const [fields, pointer] of refusals) {
      const body = await world.newResource(fields);
      assertRefused(await world.call('POST', '/v1/resources', { body }), 422, 'unprocessable', pointer);
    }
  });

  it('refuse account names that the type does not have', async () => {
    const device_id = await world.device(SSH_DEVICE);
    const platform_id = await world.platform({ connector: 'ssh_password' });
    const linux = { type: 'linux_account', device_id, platform_id };
    for (const username of ['-rf', 'a b', 'a;b', 'x'.repeat(33)]) {
      const body = await world.newResource({ ...linux, username });
      assertRefused(await world.call('POST', '/v1/resources', { body }), 400, 'validation_failed');
    }
    await world.resource({ ...linux, username: 'deploy' });
  });

  it('have no reconcile account of another device, which would learn its secret', async () => {
    const account = await world.readyResource();
    const body = await world.newResource({ reconcile_resource_id: account });
    const pointer = '/body/reconcile_resource_id';
    assertRefused(await world.call('POST', '/v1/resources', { body }), 422, 'unprocessable', pointer);
    const path = `/v1/resources/${await world.resource()}`;
    const changed = await world.call('PATCH', path, { body: { reconcile_resource_id: account } });
    assertRefused(changed, 422, 'unprocessable', pointer);
  });

  it('never move to another device, so that a reconcile account stays where it was checked', async () => {
    const path = `/v1/resources/${await world.resource()}`;
    const moved = await world.call('PATCH', path, { body: { device_id: await world.device() } });
    assertRefused(moved, 400, 'validation_failed', '/body/device_id');
  });

  it('are never their own reconcile account', async () => {
    const id = await world.resource();
    const answer = await world.call('PATCH', `/v1/resources/${id}`, { body: { reconcile_resource_id: id } });
    assertRefused(answer, 422, 'unprocessable', '/body/reconcile_resource_id');
  });

  it('become unverified when they are activated again', async () => {
    const path = `/v1/resources/${await world.resource()}`;
    assert.equal((await world.call('POST', `${path}/deactivate`)).body.status, 'inactive');
    assert.equal((await world.call('POST', `${path}/activate`)).body.status, 'unverified');
  });

  it('show device, platform, scopes, credential and newest jobs in their context', async () => {
    const scope_id = await world.scope();
    const device_id = await world.device();
    const account = await world.readyResource({ device_id });
    const id = await world.readyResource({ scope_id, device_id, reconcile_resource_id: account });
    const jobs = [await world.job(id), await world.job(id)];
    const { body } = await world.call('GET', `/v1/resources/${id}/context`);
    assert.deepEqual(
      body.scope_path.map((scope: { id: number }) => scope.id),
      [world.rootScopeId, scope_id],
    );
    assert.equal(body.credential.resource_id, id);
    assert.equal(body.reconcile_resource_id, account);
    assert.deepEqual(
      body.last_jobs.map((job: { job_id: number }) => job.job_id),
      jobs.reverse(),
    );
  });

  it('lose only one of two changes that meet, and none silently', async () => {
    const path = `/v1/resources/${await world.resource()}`;
    const etag = (await world.call('GET', path)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        world.call('PATCH', path, { body: { name: freshName('resource') }, headers: { 'If-Match': etag } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412]);
  });
});

describe('accounts of devices', () => {
  it('are looked for by an account of the same device, once at a time', async () => {
    const [device_id, other] = [await world.device(), await world.readyResource()];
    const path = `/v1/devices/${device_id}/discover`;
    assertRefused(await world.call('POST', path), 422, 'unprocessable', '/body/resource_id');
    const elsewhere = await world.call('POST', path, { body: { resource_id: other } });
    assertRefused(elsewhere, 422, 'unprocessable', '/body/resource_id');
    const secretless = await world.resource({ device_id });
    const unready = await world.call('POST', path, { body: { resource_id: secretless } });
    assertRefused(unready, 409, 'resource_not_ready');

    const reader = await world.readyResource({ device_id });
    const patched = await world.call('PATCH', `/v1/devices/${device_id}`, { body: { reconcile_resource_id: reader } });
    assert.equal(patched.status, 200, JSON.stringify(patched.body));
    const asked = await world.call('POST', path);
    assert.deepEqual([asked.status, asked.body.operation, asked.body.resource_id], [202, 'discover', reader]);
    assertRefused(await world.call('POST', path), 409, 'conflict');
    const canceled = await world.call('POST', `/v1/jobs/${asked.body.job_id}/cancel`);
    assert.equal(canceled.status, 200, JSON.stringify(canceled.body));
    assert.equal((await world.call('POST', path)).status, 202);
  });

  it('become resources all together or not at all, and are managed from then on', async () => {
    const id = await world.lookedAtDevice();
    const [path, platform_id, name_prefix] = [`/v1/devices/${id}/accounts`, await world.platform(), freshName('db')];
    const onboard = (accounts: string[]) =>
      world.call('POST', `${path}/onboard`, { body: { accounts, platform_id, name_prefix } });
    const namesOf = async (filter: string) =>
      (await world.call('GET', `${path}?${filter}`)).body.accounts.map(({ name }: { name: string }) => name);
    assertRefused(await onboard(['app', 'nobody']), 422, 'unprocessable', '/body/accounts/1');
    assert.deepEqual(await namesOf('managed=false'), ['app', 'backup', 'reporting']);
    const made = await onboard(['backup', 'app']);
    assert.deepEqual(
      made.body.resources.map((resource: { username: string; name: string }) => [resource.username, resource.name]),
      [
        ['backup', `${name_prefix}backup`],
        ['app', `${name_prefix}app`],
      ],
    );
    assert.deepEqual(await namesOf('managed=true'), ['app', 'backup']);
    assert.deepEqual(await namesOf('privileged=unknown'), []);
    assert.deepEqual(await namesOf('changed_since=2099-01-01T00:00:00Z'), []);
    assertRefused(await onboard(['reporting', 'app']), 422, 'unprocessable', '/body/accounts/1');
  });
});
