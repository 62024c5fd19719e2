/**
 * Secrets that are known to this test go in wherever the API takes one, and wherever it does not; jobs succeed
 * and fail with them. Then everything that can be read afterwards is searched for them, in every usual form.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { mongo } from 'mongoose';
import { MAX_UNFINISHED_BUNDLES_OF_REQUESTER } from '../../domain/evidence-bundle.ts';
import { EncryptionCodec } from '../../runtime/payload-codec.ts';
import { SharedKeys } from '../../runtime/shared-keys.ts';
import { type ApiAndWorker, startApiAndWorker } from '../support/api-and-worker.ts';
import { CanaryEstate } from '../support/canary-estate.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { bundlePlaces, documentPlaces, filePlaces, historyPlaces, leafPlaces } from '../support/evidence-places.ts';
import { startHttpReceiver } from '../support/http-receiver.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { RecordingClient } from '../support/recording-client.ts';
import { findSecrets, formsOf, type Hidden, hiddenText, type Place, type Sighting } from '../support/secret-search.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';

/** Looks different in every encoding. */
const strange = (what: string) => `${what} "ü\\&%+/=' ${randomBytes(9).toString('hex')}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('no secret can be read', () => {
  let engines: Engines;
  let estate: Estate;
  let postgres: PostgresTarget;
  let ssh: SshTarget;
  let processes: ApiAndWorker;
  let client: RecordingClient;
  let canary: CanaryEstate;
  const hidden: Hidden[] = [];
  /** Is meant to be found, in each family of places. */
  const markers: Hidden[] = [];
  let sightings: readonly Sighting[] = [];
  let searchedBytes: ReadonlyMap<string, number> = new Map();

  before(async () => {
    [postgres, ssh] = await Promise.all([PostgresTarget.start(), SshTarget.start()]);
    engines = await startEngines();
    const adminPassword = strange('admin');
    hidden.push(hiddenText('password of the administrator', adminPassword));
    const settings = { CAPSTAN_LOG_LEVEL: 'debug', CAPSTAN_LOOPBACK_COLLECTORS: '1' };
    processes = await startApiAndWorker(engines, adminPassword, settings);
    estate = await Estate.open(engines);
    client = new RecordingClient(processes.baseUrl, basic('admin', adminPassword));
    canary = await CanaryEstate.register(client, postgres, ssh);
  });

  after(async () => {
    await canary?.close();
    await processes?.stop();
    await estate?.close();
    await engines?.stop();
    await Promise.all([postgres?.stop(), ssh?.stop()]);
  });

  it('is put to the test by jobs that succeed and jobs that fail', async () => {
    const statuses = await canary.work();
    assert.ok(statuses.includes('succeeded') && statuses.includes('failed'), statuses.join());
    const job = await client.run('verify', canary.healthyResource);
    markers.push(hiddenText('correlation id', job.correlation_id));
    hidden.push(...canary.hidden);
    for (const { _id } of await estate.store.models.resources.find().lean()) {
      for (const { version, secret } of await estate.secrets(_id)) {
        hidden.push(...CanaryEstate.hide(`version ${version} of resource ${_id}`, secret));
      }
    }
  });

  it('is put to the test by an application, its secret and its tokens', async () => {
    const authorized_resources = [{ areas: ['resources'] }];
    const application = await client.expect<{ id: number; client_id: string; client_secret: string }>(
      201,
      'POST',
      '/v1/applications',
      { body: { name: 'integration', scope_id: 1, authorized_resources }, isSecretAnswer: true },
    );
    const { id: subject_id, client_id, client_secret } = application;
    const grant = { subject_type: 'application', subject_id, role: 'operator', scope_id: 1 };
    await client.expect(201, 'POST', '/v1/grants', { body: grant });
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const token = async (secret: string) =>
      client.send('POST', '/v1/oauth2/token', {
        authorization: basic(client_id, encodeURIComponent(secret)),
        headers: form,
        body: 'grant_type=client_credentials',
        isSecretAnswer: secret === client_secret,
      });
    const answer = await token(client_secret);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const accessToken = String(Reflect.get(Object(answer.body), 'access_token'));
    const wrong = strange('wrong client secret');
    const refused = await token(wrong);
    assert.ok(refused.status === 400 || refused.status === 401, JSON.stringify(refused.body));
    await client.send('GET', '/v1/resources', { authorization: `Bearer ${accessToken}` });
    await client.send('GET', `/v1/resources?access_token=${accessToken}`, { authorization: null });
    const revoke = new URLSearchParams({ token: accessToken, client_id, client_secret }).toString();
    await client.send('POST', '/v1/oauth2/revoke', { authorization: null, headers: form, body: revoke });
    hidden.push(
      hiddenText('client secret', client_secret),
      hiddenText('access token', accessToken),
      hiddenText('wrong client secret', wrong),
    );
  });

  it('is put to the test by the credentials of a person, each of them used', async () => {
    const secretAnswer = async <Body>(status: number, path: string, body?: object) =>
      client.expect<Body>(status, 'POST', path, { ...(body ? { body } : {}), isSecretAnswer: true });
    const me = await client.expect<{ id: number }>(200, 'GET', '/v1/me');
    const key = await secretAnswer<{ key: string }>(201, `/v1/users/${me.id}/api-keys`, { name: 'canary' });
    const { token } = await secretAnswer<{ token: string }>(201, '/v1/me/tokens');
    const user = await secretAnswer<{ id: number; password: string }>(201, '/v1/users', { name: 'canary-user' });
    const chosen = strange('chosen password');
    await client.expect(201, 'POST', '/v1/users', { body: { name: 'canary-chooser', password: chosen } });
    const authorization = basic('canary-user', user.password);
    const totp = await client.expect<{ secret: string; otpauth_uri: string }>(200, 'POST', '/v1/me/totp', {
      authorization,
      isSecretAnswer: true,
    });
    const changed = strange('changed password');
    await client.send('POST', '/v1/me/password', { authorization, body: { new_password: changed } });
    for (const bearer of [key.key, token]) {
      await client.expect(200, 'GET', '/v1/resources', { authorization: `Bearer ${bearer}` });
      await client.send('POST', '/v1/users', { authorization: `Bearer ${bearer}`, body: { name: 'nobody' } });
    }
    await client.expect(200, 'GET', '/v1/resources', { authorization: basic('_api_key', key.key) });
    const code = strange('one-time code');
    await client.send('GET', '/v1/me', { headers: { 'X-Capstan-Otp': encodeURIComponent(code) } });
    for (const path of ['users', `users/${me.id}/api-keys`, 'me/tokens', 'grants', `users/${me.id}/access`]) {
      await client.expect(200, 'GET', `/v1/${path}`);
    }
    hidden.push(
      hiddenText('API key', key.key),
      hiddenText('user token', token),
      hiddenText('generated password', user.password),
      hiddenText('chosen password', chosen),
      hiddenText('changed password', changed),
      hiddenText('TOTP secret', totp.secret),
      hiddenText('one-time code', code),
    );
  });

  it('is put to the test by log collectors, one that takes the log and one that refuses it', async () => {
    const receiver = await startHttpReceiver();
    const heard = new Set<string>();
    receiver.intercept = (request, response) => {
      const { authorization = '' } = request.headers;
      heard.add(authorization);
      if (!request.url?.includes('refuse')) return false;
      // A server that repeats what it was told, in the status line, a header and the body.
      response.writeHead(401, authorization.replace(/[^ -~]/g, ''), { 'X-Was': authorization }).end(authorization);
      return true;
    };
    const secrets: string[] = [];
    const freshAuthorization = (where: string) => {
      const secret = `Canary ${randomBytes(18).toString('base64url')}`;
      secrets.push(secret);
      hidden.push(hiddenText(`authorization of a log collector ${where}`, secret));
      return secret;
    };
    const create = async (url: string, where: string) =>
      client.expect<{ id: number }>(201, 'POST', '/v1/log-collectors', {
        body: { name: where, kind: 'http', format: 'jsonl', url, authorization: freshAuthorization(where) },
      });
    try {
      const takes = await create(receiver.url, 'that takes');
      const refuses = await create(`${receiver.url}?refuse`, 'that refuses');
      await until('both have heard theirs', async () =>
        secrets.every((secret) => heard.has(secret)) ? true : undefined,
      );
      await client.expect(200, 'PATCH', `/v1/log-collectors/${takes.id}`, {
        body: { authorization: freshAuthorization('that has changed') },
      });
      await until('the new one is used', async () => (secrets.every((secret) => heard.has(secret)) ? true : undefined));
      for (const [where, body] of [
        ['of another kind', { kind: 'syslog', format: 'cef', host: 'logs.example', name: 'a' }],
        ['with a bad URL', { kind: 'http', format: 'cef', url: 'https://169.254.169.254', name: 'b' }],
      ] as const) {
        const refused = { ...body, authorization: freshAuthorization(where) };
        await client.expect(422, 'POST', '/v1/log-collectors', { body: refused });
      }
      for (const { id } of [takes, refuses]) {
        await client.expect(200, 'GET', `/v1/log-collectors/${id}`);
        await client.expect(200, 'POST', `/v1/log-collectors/${id}/deactivate`);
      }
      for (const path of ['log-collectors', 'logs/events?kind=delivery', 'ledger/export?limit=10000']) {
        await client.expect(200, 'GET', `/v1/${path}`);
      }
      for (const format of ['ocsf', 'cef', 'csv'])
        await client.expect(200, 'GET', `/v1/ledger/export?format=${format}`);
    } finally {
      await receiver.close();
    }
  });

  it('is put to the test by protected information, what is kept of it, what is refused and what is shown', async () => {
    const path = '/v1/protected-information';
    const content = (where: string) => {
      const secret = strange('content');
      hidden.push(hiddenText(`content of protected information ${where}`, secret));
      return secret;
    };
    const base64 = (where: string) => Buffer.from(content(where)).toString('base64');
    const file = { scope_id: 1, kind: 'file', file_name: 'canary.bin' };
    const text = { scope_id: 1, kind: 'text' };
    const create = async (body: object) => client.expect<{ id: number }>(201, 'POST', path, { body });
    const ofText = await create({ ...text, name: 'a text', content: content('as a text') });
    const ofFile = await create({ ...file, name: 'a file', content: base64('as a file') });
    for (const [{ id }, next] of [
      [ofText, content('as another text')],
      [ofFile, base64('as another file')],
    ] as const) {
      await client.expect(200, 'POST', `${path}/${id}/versions`, { body: { content: next } });
      await client.expect(200, 'POST', `${path}/${id}/restore`, { body: { version: 1 } });
      await client.expect(200, 'GET', `${path}/${id}`);
      await client.expect(200, 'GET', `${path}/${id}/versions`);
    }
    for (const [status, body] of [
      [409, { ...text, name: 'a text', content: content('under a name that is taken') }],
      [422, { ...text, name: 'b', content: `${content('with a NUL')}\0` }],
      [422, { ...text, name: 'b', file_name: 'b', content: content('as a text with a file name') }],
      [422, { ...text, name: 'b', content: content('that is too long').repeat(30_000) }],
      [422, { ...file, name: 'b', content: content('that is no base64') }],
      [422, { ...file, name: 'b', content: `${base64('with a line break')}\n` }],
      [400, { ...file, name: 'b', content: [base64('in a list')] }],
      [400, { ...text, name: 'b', content: content('beside an unknown field'), more: 1 }],
    ] as const) {
      await client.expect(status, 'POST', path, { body });
    }
    await client.expect(200, 'GET', path);
    for (const { id: information_id } of [ofText, ofFile]) {
      const body = { information_id, reason: 'a look' };
      const { id } = await client.expect<{ id: number }>(201, 'POST', '/v1/retrievals', { body });
      await client.expect(200, 'POST', `/v1/retrievals/${id}/reveal`, { isSecretAnswer: true });
      await client.expect(409, 'POST', `/v1/retrievals/${id}/reveal`);
      await client.expect(200, 'GET', `/v1/retrievals/${id}`);
    }
  });

  it('is put to the test by requests that carry a secret where none belongs', async () => {
    const misplaced = (where: string) => {
      const secret = strange('misplaced');
      hidden.push(hiddenText(`secret ${where}`, secret));
      return secret;
    };
    const url = (where: string) => encodeURIComponent(misplaced(where));
    const credential = (secret: unknown) => ({ body: { resource_id: canary.healthyResource, secret } });
    const bad: readonly [string, string, Parameters<RecordingClient['send']>[2]][] = [
      ['POST', '/v1/devices', { body: { name: { first: misplaced('of the wrong type') } } }],
      ['POST', '/v1/devices', { body: { name: 'a', kind: misplaced('for an enumerated value') } }],
      ['POST', '/v1/devices', { body: { name: 'a', password: misplaced('in an unknown field') } }],
      ['POST', '/v1/devices', { body: { name: `\n${misplaced('against a pattern')}` } }],
      ['POST', '/v1/devices', { body: `{"name": "${misplaced('in malformed JSON')}", ` }],
      ['POST', '/v1/devices', { body: misplaced('as text'), headers: { 'Content-Type': 'text/plain' } }],
      ['POST', '/v1/credentials', credential(`${misplaced('with a line break')}\n`)],
      ['POST', '/v1/credentials', credential([misplaced('in a list')])],
      ['POST', '/v1/credentials', credential(misplaced('for a resource that has one'))],
      ['POST', '/v1/credentials', credential(misplaced('that is too long').repeat(100))],
      ['POST', '/v1/credentials', { body: `${misplaced('beyond the limit').repeat(40_000)}` }],
      ['PUT', '/v1/credentials/999999/secret', { body: { secret: misplaced('for what is not there') } }],
      [
        'PUT',
        '/v1/credentials/1/secret',
        { body: { secret: misplaced('under If-Match') }, headers: { 'If-Match': '"0"' } },
      ],
      ['GET', `/v1/resources/${url('in a path')}`, {}],
      ['GET', `/v1/${url('in an unknown path')}`, {}],
      ['GET', `/v1/resources?password=${url('in an unknown parameter')}`, {}],
      ['GET', `/v1/resources?limit=${url('in a parameter of the wrong type')}`, {}],
      ['GET', `/v1/jobs?cursor=${url('as a cursor')}`, {}],
      ['GET', '/v1/me', { authorization: basic('admin', misplaced('as a wrong password')) }],
      ['GET', '/v1/me', { authorization: basic(misplaced('as a user name'), 'x') }],
      ['GET', '/v1/me', { authorization: `Bearer ${url('as a token')}` }],
      ['GET', '/v1/me', { authorization: `Digest ${url('under another scheme')}` }],
      ['GET', '/v1/me', { headers: { 'X-Api-Key': url('in a header'), Cookie: `session=${url('in a cookie')}` } }],
      ['GET', '/v1/me', { headers: { traceparent: url('as a trace'), 'X-Capstan-Organization': url('as a tenant') } }],
      ['POST', `/v1/resources/${canary.healthyResource}/verify`, { body: { reason: [misplaced('as a reason')] } }],
      ['POST', `/v1/resources/${canary.healthyResource}/verify`, { headers: { 'Idempotency-Key': url('as a key') } }],
    ];
    for (const [method, path, request] of bad) {
      const { status } = await client.send(method, path, request);
      assert.ok(status < 500, `${method} ${path.split('?', 1)[0]?.slice(0, 20)}: ${status}`);
    }
    // What the API tells afterwards.
    const logs = ['logs/audit?limit=1000', 'logs/events?limit=1000'];
    for (const path of [...logs, 'resources', 'devices', 'credentials', 'jobs', 'applications', 'me']) {
      await client.expect(200, 'GET', `/v1/${path}`);
    }
    await client.expect(200, 'GET', '/metrics');
  });

  it('is put to the test by evidence bundles about everything that has happened to the resources', async () => {
    const period = { from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' };
    const build = async (resource_id: number) => {
      const body = { resource_id, ...period, reason: 'canary' };
      const asked = await client.expect<{ job_id: number; bundle_id: number }>(202, 'POST', '/v1/evidence-bundles', {
        body,
      });
      // The stream ends when the job does.
      await client.expect(200, 'GET', `/v1/jobs/${asked.job_id}/events`);
      const bundle = await client.expect<{ state: string }>(200, 'GET', `/v1/evidence-bundles/${asked.bundle_id}`);
      assert.equal(bundle.state, 'ready', JSON.stringify(bundle));
      return asked.bundle_id;
    };
    const resources = await client.expect<{ id: number }[]>(200, 'GET', '/v1/resources?limit=1000');
    // Several at once, as far as one caller may: each waits for a checkpoint that covers it, and one covers them all.
    for (let from = 0; from < resources.length; from += MAX_UNFINISHED_BUNDLES_OF_REQUESTER) {
      const some = resources.slice(from, from + MAX_UNFINISHED_BUNDLES_OF_REQUESTER);
      // One after another: fewer may be on their way to one caller than may be under construction.
      for (const bundle of await Promise.all(some.map(({ id }) => build(id))))
        await client.expect(200, 'GET', `/v1/evidence-bundles/${bundle}/content`);
    }
  });

  it('is searched for in process output, documents, leaves, bundles, histories, answers and files', async (t) => {
    for (const file of ['master.json', 'shared.json', 'ledger.json'])
      hidden.push(...keysIn(join(engines.directory, 'keys', file)));
    await plantMarkers();
    ({ sightings, searchedBytes } = await findSecrets([...hidden, ...markers], places()));
    t.diagnostic(`${hidden.length} secrets, looked for in bytes: ${JSON.stringify(Object.fromEntries(searchedBytes))}`);
    for (const family of FAMILIES) assert.ok((searchedBytes.get(family) ?? 0) > 500, `${family} has been searched`);
  });

  it('would be found: a marker is seen in every family of places', () => {
    const isSeen = (label: string, family: string) =>
      sightings.some((sighting) => sighting.label === label && sighting.family === family);
    for (const family of FAMILIES) {
      assert.ok(
        markers.some(({ label }) => isSeen(label, family)),
        `no marker was seen in: ${family}`,
      );
    }
  });

  it('would be found in every form that is looked for', () => {
    const marker = markers.find(({ label }) => label === 'document');
    assert.ok(marker);
    const seen = new Set(sightings.filter(({ label }) => label === 'document').map(({ form }) => form));
    assert.deepEqual([...seen].sort(), [...new Set(formsOf(marker).map(({ form }) => form))].sort());
  });

  it('is found nowhere', () => {
    const labels = new Set(markers.map(({ label }) => label));
    const found = sightings.filter(({ label }) => !labels.has(label));
    assert.ok(sightings.length > found.length, 'the search took place');
    assert.ok(hidden.length > 60, `${hidden.length} secrets were planted`);
    assert.deepEqual(found, []);
  });

  const FAMILIES = ['output of the API', 'output of the worker', 'answers', 'documents', 'raw histories'].concat([
    'decoded histories',
    'files',
    'leaves',
    'bundles',
  ]);

  async function* places(): AsyncGenerator<Place> {
    yield { family: 'output of the API', name: 'output', bytes: Buffer.from(processes.api.output()) };
    yield { family: 'output of the worker', name: 'output', bytes: Buffer.from(processes.worker.output()) };
    for (const answer of client.answers) {
      yield { family: 'answers', name: answer.split('\n', 1)[0] ?? '', bytes: Buffer.from(answer) };
    }
    yield* documentPlaces(engines.mongod.uri);
    yield* leafPlaces(estate.store);
    yield* bundlePlaces(estate.store);
    const codec = new EncryptionCodec(SharedKeys.read(join(engines.directory, 'keys/shared.json')));
    yield* historyPlaces(estate.client, codec);
    yield* filePlaces(engines.directory, ['keys']);
  }

  /** The correlation id of a job is in most places already; what it does not reach gets a marker of its own. */
  async function plantMarkers(): Promise<void> {
    const workflow = hiddenText('workflow id', `canary-${randomBytes(12).toString('hex')}`);
    const document = hiddenText('document', strange('document'));
    markers.push(workflow, document);
    await estate.client.workflow.start('nobody', {
      taskQueue: 'nobody',
      workflowId: workflow.bytes.toString(),
      args: [],
    });
    await estate.client.workflow.getHandle(workflow.bytes.toString()).terminate(workflow.bytes.toString());
    const forms = formsOf(document).map(({ bytes }) => new mongo.Binary(bytes));
    await estate.store.connection
      .getClient()
      .db('planted')
      .collection('markers')
      .insertMany(forms.map((form) => ({ form })));
  }
});

/** The secret halves of keys, of which there is one line each. */
function keysIn(file: string): Hidden[] {
  const found: Hidden[] = [];
  JSON.parse(readFileSync(file, 'utf8'), (name, value) => {
    if (['key', 'd', 'seed'].includes(name) && typeof value === 'string') {
      found.push(hiddenText(`key in ${file}`, value), {
        label: `key in ${file}`,
        bytes: Buffer.from(value, 'base64url'),
      });
    }
    return value;
  });
  assert.ok(found.length > 0, `${file} holds keys`);
  return found;
}
