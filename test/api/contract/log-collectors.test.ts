/** Log collectors: where the log may go, what is never answered, and that nothing of it is skipped. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MAX_COLLECTORS } from '../../../domain/log-collector.ts';
import { makeServerCertificate } from '../../../launcher/demo/certificate.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const PATH = '/v1/log-collectors';
const SECRET = 'Bearer a-canary-in-the-header';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const newSyslog = (fields: object = {}) => ({
  name: freshName('syslog'),
  kind: 'syslog',
  format: 'cef',
  host: 'logs.example',
  ...fields,
});
async function create(body: object) {
  await world.roomForLogCollector();
  return world.call('POST', PATH, { body });
}
const change = (id: number, body: object) => world.call('PATCH', `${PATH}/${id}`, { body });
const stored = (id: number) => api.store.models.logCollectors.findById(id).lean();

it('takes no authorization before a worker has published the key of the vault, and everything else', async () => {
  assertRefused(await create(world.newLogCollector()), 503, 'not_ready');
  assertOk(await create(newSyslog()), 201);
  await publishInboxKey(api);
  assertOk(await create(world.newLogCollector()), 201);
});

describe('a new log collector', () => {
  it('begins at the beginning, is active, and has what its kind needs', async () => {
    const syslog = assertOk(await create(newSyslog()), 201).body;
    assert.deepEqual(
      [syslog.port, syslog.enterprise_number, syslog.url, syslog.authorization_set],
      [6514, 32473, null, false],
    );
    assert.deepEqual(syslog.tls, { ca_pem: null, server_name: null });
    const http = assertOk(await create(world.newLogCollector()), 201).body;
    assert.deepEqual([http.host, http.port, http.enterprise_number], [null, null, null]);
    for (const made of [syslog, http]) {
      assert.deepEqual([made.status, made.from_index, made.next_index], ['active', 0, 0]);
      assert.deepEqual([made.last_error, made.last_delivery_at, made.consecutive_failures], [null, null, 0]);
    }
  });

  it('needs a server of its kind, and takes nothing that belongs to the other', async () => {
    const { host: _, ...hostless } = newSyslog();
    assertRefused(await create(hostless), 422, 'unprocessable', '/body/host');
    const { url: __, ...urlless } = world.newLogCollector();
    assertRefused(await create(urlless), 422, 'unprocessable', '/body/url');
    const misplaced = { url: 'https://logs.example', authorization: SECRET };
    for (const [field, value] of Object.entries(misplaced)) {
      assertRefused(await create(newSyslog({ [field]: value })), 422, 'unprocessable', `/body/${field}`);
    }
    for (const [field, value] of Object.entries({ host: 'logs.example', port: 6514, enterprise_number: 7 })) {
      assertRefused(await create(world.newLogCollector({ [field]: value })), 422, 'unprocessable', `/body/${field}`);
    }
  });

  it('is not on this machine, not in the cloud’s metadata, and nowhere in between', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      '127.0.0.1',
      '::1',
      '169.254.169.254',
      'fe80::1',
      '0.0.0.0',
      '::ffff:10.0.0.1',
      '2852039166',
      '0xa9fea9fe',
      '127.1',
      'logs.1',
    ]) {
      assertRefused(await create(newSyslog({ host })), 422, 'unprocessable', '/body/host');
    }
    for (const url of [
      'http://logs.example/in',
      'https://localhost/in',
      'https://127.0.0.1',
      'http://127.0.0.1:1/in',
      'https://[::1]/in',
      'https://169.254.169.254/latest/meta-data',
      'https://2852039166/',
      'https://user:password@logs.example/in',
      'https://logs.example/in#here',
      'https://[',
    ]) {
      const answer = await create(world.newLogCollector({ url }));
      assertRefused(answer, 422, 'unprocessable', '/body/url');
    }
    for (const fields of [newSyslog({ host: '10.1.2.3' }), newSyslog({ host: 'fd00::7' })]) {
      assertOk(await create(fields), 201);
    }
    assertOk(await create(world.newLogCollector({ url: 'https://192.168.1.4:8443/in?stream=a' })), 201);
  });

  it('is trusted by certificates that can be read', async () => {
    const { caPem } = makeServerCertificate('test authority', ['logs.example']);
    const tls = { ca_pem: caPem, server_name: 'logs.example' };
    assert.deepEqual(assertOk(await create(newSyslog({ tls })), 201).body.tls, tls);
    const nothing = { ca_pem: null, server_name: null };
    for (const one of [{ ca_pem: caPem }, { server_name: 'logs.example' }, {}]) {
      const made = assertOk(await create(newSyslog({ tls: one })), 201).body;
      assert.deepEqual(made.tls, { ...nothing, ...one });
      // As a whole: what is left out is not what it was before.
      const changed = await change(made.id, { tls: { ca_pem: caPem } });
      assert.deepEqual(assertOk(changed, 200).body.tls, { ...nothing, ca_pem: caPem });
    }
    const broken = { ...tls, ca_pem: caPem.replace(/[A-Za-z0-9+/]{64}/, 'x'.repeat(64)) };
    assertRefused(await create(newSyslog({ tls: broken })), 422, 'unprocessable', '/body/tls/ca_pem');
  });

  it('begins at no place that the log has not reached', async () => {
    const { size } = await world.settledCheckpoint();
    assertRefused(await create(newSyslog({ from_index: 1_000_000 })), 422, 'unprocessable', '/body/from_index');
    const { body } = await create(newSyslog({ from_index: size }));
    assert.deepEqual([body.from_index, body.next_index], [size, size]);
    assert.equal(body.backlog, body.tree_size - size);
  });

  it('has a name that no other of the organization has', async () => {
    const body = newSyslog();
    assertOk(await create(body), 201);
    assertRefused(await create(body), 409, 'name_taken');
  });
});

describe('the authorization of a log collector', () => {
  it('is sealed, and never answered, stored or logged', async () => {
    const { body } = assertOk(await create(world.newLogCollector({ authorization: SECRET })), 201);
    assert.equal(body.authorization_set, true);
    assert.ok(!('authorization' in body));
    const document = await stored(body.id);
    assert.equal(document?.authorization?.form, 'inbox');
    for (const path of [`${PATH}/${body.id}`, PATH]) {
      const answer = await world.call('GET', path);
      assert.ok(!JSON.stringify(answer.body).includes('canary'));
    }
    await assertNowhere(api, SECRET);
  });

  it('can be replaced and taken away, under a version that no other value has had', async () => {
    const { body } = await create(world.newLogCollector({ authorization: SECRET }));
    const versions = [(await stored(body.id))?.authorization_version];
    for (const authorization of ['Bearer second', null, 'Bearer third']) {
      const changed = assertOk(await change(body.id, { authorization })).body;
      assert.equal(changed.authorization_set, authorization !== null);
      versions.push((await stored(body.id))?.authorization_version);
    }
    assert.deepEqual(versions, [1, 2, 3, 4]);
  });

  it('does not follow the log to another server, or to one with another certificate', async () => {
    const { caPem } = makeServerCertificate('test authority', ['logs.example']);
    const elsewhere = [
      { url: 'https://evil.example/in' },
      { url: 'https://logs.example:8443/in' },
      { tls: { ca_pem: caPem, server_name: null } },
      { tls: { ca_pem: null, server_name: 'evil.example' } },
    ];
    for (const fields of elsewhere) {
      const { id } = (await create(world.newLogCollector({ authorization: SECRET }))).body;
      assertRefused(await change(id, fields), 422, 'unprocessable', '/body/authorization');
      assert.equal(assertOk(await change(id, { ...fields, authorization: null })).body.authorization_set, false);
      assertOk(await change(id, { url: 'https://third.example/in' }));
    }
    const { id } = (await create(world.newLogCollector({ authorization: SECRET }))).body;
    assertOk(await change(id, { url: 'https://logs.example/another-path', name: freshName('collector') }));
  });
});

describe('a change of a log collector', () => {
  it('sets delivery back, and never forward', async () => {
    const { id } = (await create(newSyslog())).body;
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { next_index: 9 } });
    assertRefused(await change(id, { next_index: 10 }), 422, 'unprocessable', '/body/next_index');
    const { body } = assertOk(await change(id, { next_index: 4 }));
    assert.deepEqual([body.next_index, body.from_index], [4, 0]);
    const record = await api.store.auditCollection().findOne({ _id: body.last_event_id });
    assert.match(record?.change ?? '', /changed: next_index; goes on at 4/);
  });

  it('has delivery tried anew at once: it may have mended what stood in the way', async () => {
    const { id } = (await create(newSyslog())).body;
    const failed = {
      consecutive_failures: 9,
      last_error: { code: 'unreachable', message: 'nothing answers', at: new Date() },
      retry_at: new Date(Date.now() + 300_000),
    } as const;
    const fail = () => api.store.models.logCollectors.updateOne({ _id: id }, { $set: failed });
    await fail();
    const shown = assertOk(await world.call('GET', `${PATH}/${id}`)).body;
    assert.deepEqual([shown.last_error.code, shown.consecutive_failures], ['unreachable', 9]);
    const changed = assertOk(await change(id, { host: 'other.example' })).body;
    assert.deepEqual([changed.last_error, changed.consecutive_failures, changed.retry_at], [null, 0, null]);
    await fail();
    const again = assertOk(await world.call('POST', `${PATH}/${id}/activate`)).body;
    assert.deepEqual([again.status, again.last_error], ['active', null]);
  });

  it('keeps to its kind', async () => {
    const { id } = (await create(newSyslog())).body;
    assertRefused(await change(id, { url: 'https://logs.example' }), 422, 'unprocessable', '/body/url');
    assertRefused(await change(id, { kind: 'http' }), 400, 'validation_failed', '/body/kind');
    assertRefused(await change(id, { host: 'localhost' }), 422, 'unprocessable', '/body/host');
  });
});

describe('the status of a log collector', () => {
  it('goes from active to paused and inactive, and back', async () => {
    const { id } = (await create(newSyslog())).body;
    const say = (verb: string) => world.call('POST', `${PATH}/${id}/${verb}`);
    for (const [verb, status] of [
      ['pause', 'paused'],
      ['pause', 'paused'],
      ['activate', 'active'],
      ['deactivate', 'inactive'],
      ['deactivate', 'inactive'],
    ] as const) {
      assert.equal(assertOk(await say(verb)).body.status, status);
    }
    assertRefused(await say('pause'), 409, 'conflict');
    assert.equal(assertOk(await say('activate')).body.status, 'active');
    // The leaf keeps what was changed for good: so no name is in it.
    const record = await api.store.auditCollection().findOne({ operation: 'log_collector.pause', target_id: id });
    assert.equal(record?.change, `log collector ${id} is paused`);
    const listed = await world.call('GET', `${PATH}?status=active&name=syslog`);
    assert.ok(listed.body.log_collectors.some((collector: { id: number }) => collector.id === id));
  });

  it('counts where the organization has as many as may be: the inactive ones do not', async () => {
    const { body: inactive } = await create(newSyslog());
    const say = (id: number, verb: string) => world.call('POST', `${PATH}/${id}/${verb}`);
    assertOk(await say(inactive.id, 'deactivate'));
    const rest = async () => (await world.call('POST', PATH, { body: newSyslog() })).status;
    let status = 201;
    for (let made = 0; made < MAX_COLLECTORS && status === 201; made += 1) status = await rest();
    if (status === 201) status = await rest();
    assert.equal(status, 409);
    const { log_collectors } = (await world.call('GET', `${PATH}?status=active&limit=200`)).body;
    assert.equal(log_collectors.length, MAX_COLLECTORS);
    const [one, other] = log_collectors;
    assertRefused(await say(inactive.id, 'activate'), 409, 'conflict');
    assertOk(await say(one.id, 'pause'));
    assertRefused(await say(inactive.id, 'activate'), 409, 'conflict');
    // One that is there already is not one more.
    assertOk(await say(one.id, 'activate'));
    assertOk(await say(other.id, 'deactivate'));
    assertOk(await say(inactive.id, 'activate'));
  });
});
