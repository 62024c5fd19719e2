/** The API as a process: starts on an empty database and without Temporal, serves its system pages, ends in order. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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
import { openStore, type Store } from '../../../store/store.ts';
import { authorizationOf } from '../../support/api-harness.ts';

const MAIN = fileURLToPath(new URL('../../../api/main.ts', import.meta.url));
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

  const start = async (environment: Record<string, string>): Promise<Api> => {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      env: {
        PATH: process.env['PATH'],
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
      assert.deepEqual(records.map(({ operation }) => operation).toSorted(), [
        'organization.create',
        'platform.create',
        'platform.create',
        'platform.create',
        'scope.create',
        'user.create',
      ]);
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

    const docs = await fetch(`${baseUrl}/docs`);
    const page = await docs.text();
    assert.match(docs.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    assert.doesNotMatch(page, /https?:|<script>|on\w+=/);
    for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.equal((await fetch(`${baseUrl}${file}`)).status, 200, file);
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
