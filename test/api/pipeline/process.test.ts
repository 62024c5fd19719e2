/** The API as a process: starts on an empty database and without Temporal, serves its system pages, ends in order. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bootstrap } from '../../../api/bootstrap.ts';
import { BUILT_IN_PLATFORMS } from '../../../api/bootstrap-platforms.ts';
import { contractAjv } from '../../../api/request-validator.ts';
import { ERRORS } from '../../../domain/errors.ts';
import { Secret } from '../../../domain/secret.ts';
import { freePort } from '../../../launcher/engines/free-port.ts';
import { type Mongod, startMongod } from '../../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../../launcher/engines/resolve-binary.ts';
import { createSharedKeyFile } from '../../../runtime/shared-keys.ts';
import { StartError } from '../../../runtime/start-errors.ts';
import { createLedgerKeyFile } from '../../../store/ledger/signing/ledger-keys.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { createMasterKeyFile } from '../../../store/vault/file-key-ring.ts';
import { authorizationOf } from '../../support/api-harness.ts';
import { directoryOfRun, RUN_DIRECTORY, typescriptFlags } from '../../support/run-directory.ts';

const MAIN = fileURLToPath(new URL('../../../api/main.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('../../../worker/main.ts', import.meta.url));
const PASSWORD = 'a password for the test';

interface Api {
  readonly child: ChildProcess;
  readonly baseUrl: string;
  readonly output: () => string;
}

describe('the API process', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-process-test-'));
    const { path: binary } = await resolveBinary('mongod');
    mongod = await startMongod({ binary, directory: join(directory, 'mongodb') });
    store = await openStore(mongod.uri);
    createSharedKeyFile(join(directory, 'shared.json'));
  });
  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const start = async (environment: Record<string, string>, main = MAIN): Promise<Api> => {
    const port = await freePort();
    const child = spawn(process.execPath, [...typescriptFlags(), main], {
      env: {
        PATH: process.env['PATH'],
        [RUN_DIRECTORY]: directoryOfRun() ?? '',
        CAPSTAN_PORT: String(port),
        CAPSTAN_DATA_DIR: directory,
        CAPSTAN_MONGODB_URI: mongod.uri,
        CAPSTAN_TEMPORAL_ADDRESS: '127.0.0.1:1',
        CAPSTAN_SHARED_KEY_FILE: join(directory, 'shared.json'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    return { child, baseUrl: `http://127.0.0.1:${port}`, output: () => output };
  };
  const listening = async ({ child, output }: Api) => {
    while (!output().includes('The API listens')) {
      assert.equal(child.exitCode, null, output());
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
    }
  };
  const end = async ({ child }: Api): Promise<number | null> => {
    if (child.exitCode !== null) return child.exitCode;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    return code;
  };

  test('an empty database without a password for the administrator is refused by the name of the setting', {
    timeout: 60_000,
  }, async () => {
    const api = await start({});
    const [code] = await once(api.child, 'exit');
    assert.equal(code, 2);
    assert.match(api.output(), /CAPSTAN_ADMIN_PASSWORD or CAPSTAN_ADMIN_PASSWORD_FILE/);
  });

  test('two APIs on one empty database make one organization, and both serve; each stops in order', {
    timeout: 90_000,
  }, async () => {
    const apis = await Promise.all([1, 2].map(() => start({ CAPSTAN_ADMIN_PASSWORD: PASSWORD })));
    try {
      await Promise.all(apis.map(listening));
      assert.equal(await store.models.organizations.countDocuments(), 1);
      assert.equal(await store.models.users.countDocuments(), 1);
      assert.equal(await store.models.platforms.countDocuments(), BUILT_IN_PLATFORMS.length);
      const records = await store.auditCollection().find({ 'actor.name': 'bootstrap' }).toArray();
      assert.deepEqual(
        records.map(({ operation, target_id }) => [operation, target_id]),
        [['organization.create', 1]],
      );
      for (const model of [store.models.users, store.models.scopes, store.models.grants, store.models.platforms]) {
        const made = await model.collection.distinct('last_event_id');
        assert.deepEqual(made, [records[0]?._id], model.collection.name);
      }
      for (const { baseUrl } of apis) {
        const authorization = authorizationOf({ name: 'admin', password: PASSWORD });
        const me = await fetch(`${baseUrl}/v1/me`, { headers: { Authorization: authorization } });
        assert.equal(me.status, 200);
      }
      const [api] = apis;
      assert.ok(api);
      await pages(api.baseUrl);
    } finally {
      assert.deepEqual(await Promise.all(apis.map(end)), [0, 0], apis.map(({ output }) => output()).join('\n'));
    }
    for (const { output } of apis) {
      assert.ok(!output().includes(PASSWORD));
      for (const line of output().trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line);
    }
  });

  test('an address that cannot be had is refused by the name of its setting', { timeout: 60_000 }, async (t) => {
    const taker = createServer().listen(0, '127.0.0.1');
    t.after(() => taker.close());
    await once(taker, 'listening');
    const taken = String(Object(taker.address()).port);
    const refused = [
      [{ CAPSTAN_PORT: taken }, new RegExp(`CAPSTAN_PORT is ${taken}, and another program listens there`)],
      [{ CAPSTAN_HOST: '192.0.2.1' }, /CAPSTAN_HOST is 192\.0\.2\.1, which is no address of this machine/],
    ] as const;
    for (const [environment, expected] of refused) {
      const api = await start(environment);
      const [code] = await once(api.child, 'exit');
      assert.equal(code, 2, api.output());
      assert.match(api.output(), expected);
      assert.doesNotMatch(api.output(), /^ +at /m);
    }
  });

  test('without MongoDB, API and worker end with the same words, which name the setting and hold no password', {
    timeout: 90_000,
  }, async () => {
    const password = 'secret-of-the-uri';
    const absent = { CAPSTAN_MONGODB_URI: `mongodb://capstan:${password}@127.0.0.1:1/capstan` };
    createMasterKeyFile(join(directory, 'master.json'));
    createLedgerKeyFile(join(directory, 'keys/ledger.json'));
    const both = [
      await start(absent),
      await start({ ...absent, CAPSTAN_MASTER_KEY_FILE: join(directory, 'master.json') }, WORKER),
    ];
    const codes = await Promise.all(both.map(async ({ child }) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [2, 2], both.map(({ output }) => output()).join('\n'));
    const told = both.map(({ output }) => output().trim().split('\n').at(-1));
    assert.match(told[0] ?? '', /the server that CAPSTAN_MONGODB_URI names does not answer .*ECONNREFUSED/);
    assert.equal(told[1], told[0]);
    for (const { output } of both) {
      assert.ok(!output().includes(password));
      assert.doesNotMatch(output(), /^ +at /m);
    }
  });

  test('a database that lets nobody in, or a URI that cannot be read, is told without the password', async () => {
    const wrong = 'not-the-password';
    const uri = new URL(mongod.uri);
    uri.password = wrong;
    const cases = [
      [uri.href, /lets nobody in.*Authentication failed/],
      [`mongodb://capstan:${wrong}@127.0.0.1:1/?noSuchOption=${wrong}`, /is not taken by the driver/],
      [`mongodb://capstan:${wrong}%zz@127.0.0.1:1/`, /is not taken by the driver/],
      [`mongodb://capstan:${wrong}/x@127.0.0.1:1/`, /is not taken by the driver/],
    ] as const;
    for (const [bad, expected] of cases) {
      await assert.rejects(openStore(bad), (error) => {
        assert.ok(error instanceof StartError);
        assert.match(error.message, expected);
        assert.ok(!error.message.includes(wrong), error.message);
        return true;
      });
    }
  });

  test('a database that has an organization needs no password, and is left as it is', async () => {
    assert.equal(await bootstrap(store, undefined), false);
    assert.equal(await bootstrap(store, new Secret('another password')), false);
  });

  /** What every API serves to anyone. */
  const pages = async (baseUrl: string) => {
    assert.deepEqual(await (await fetch(`${baseUrl}/healthz`)).json(), { status: 'ok' });

    const ready = await fetch(`${baseUrl}/readyz`);
    assert.equal(ready.status, 503);
    const { checks } = Object(await ready.json());
    assert.equal(checks.mongodb, 'ok');
    assert.equal(checks.relay, 'ok');
    assert.notEqual(checks.temporal, 'ok');
    assert.notEqual(checks.vault_inbox_key, 'ok');

    const contract = await fetch(`${baseUrl}/openapi.json`);
    assert.equal(Object(await contract.json()).openapi, '3.1.0');
    const etag = contract.headers.get('etag') ?? '';
    assert.equal((await fetch(`${baseUrl}/v1/openapi.json`, { headers: { 'If-None-Match': etag } })).status, 304);

    for (const path of ['/docs', '/graphiql']) {
      const browser = await fetch(`${baseUrl}${path}`);
      const page = await browser.text();
      const policy = browser.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'; script-src 'self';/);
      assert.doesNotMatch(policy, /:\/\/|\*|https?:|unsafe-eval/, 'a file may ask no other host');
      assert.doesNotMatch(page, /https?:|<script>|on\w+=/);
      for (const [, file] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
        assert.equal((await fetch(`${baseUrl}${file}`)).status, 200, file);
      }
    }
    for (const worker of ['editor', 'json', 'graphql']) {
      const file = await fetch(`${baseUrl}/graphiql/${worker}.worker.js`, { method: 'HEAD' });
      assert.deepEqual(
        [file.status, file.headers.get('content-type')],
        [200, 'text/javascript; charset=utf-8'],
        worker,
      );
    }
    const errors = await (await fetch(`${baseUrl}/docs/errors`)).text();
    for (const code of Object.keys(ERRORS)) assert.match(errors, new RegExp(`id="${code}"`));

    const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
    assert.match(metrics, /http_request_duration_seconds_count\{operation="getHealth",method="GET",status="200"\} 1/);
    const forwarded = await fetch(`${baseUrl}/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    assert.equal(forwarded.status, 401, 'what a proxy hands on is not from this machine');
    assert.ok(
      contractAjv().validate(
        { type: 'object', required: ['name', 'version'] },
        await (await fetch(`${baseUrl}/version`)).json(),
      ),
    );
  };
});
