/** The launcher as a whole, with real engines; API, worker and gateway are stand-ins that answer what they were started with. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { freePort } from '../../launcher/engines/free-port.ts';
import { startMarkOf } from '../../launcher/process-identity.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const STAND_IN = `
import { createServer } from 'node:http';
if (process.env['CAPSTAN_LOG_LEVEL'] === 'debug') throw new Error('the stand-in breaks on purpose');
const settings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('CAPSTAN_')));
createServer((_request, response) => response.end(JSON.stringify({ pid: process.pid, settings })))
  .listen(Number(settings['CAPSTAN_GATEWAY_PROBE_PORT'] ?? settings['CAPSTAN_WORKER_PORT'] ?? settings['CAPSTAN_PORT']), '127.0.0.1');
`;

/** Servers that nobody reaches: enough where the engines do not matter, since the stand-ins do not connect. */
const OWN_SERVERS = {
  CAPSTAN_MONGODB_URI: 'mongodb://127.0.0.1:1/capstan',
  CAPSTAN_TEMPORAL_ADDRESS: '127.0.0.1:1',
};

interface Recorded {
  readonly name: string;
  readonly pid: number;
}

describe('the launcher', () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'capstan-test-'));
    for (const name of ['launcher', 'runtime', 'domain', 'store', 'package.json']) {
      cpSync(join(ROOT, name), join(root, name), { recursive: true });
    }
    rmSync(join(root, 'launcher', 'tour'), { recursive: true, force: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const name of ['api', 'worker', 'gateway']) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'main.ts'), STAND_IN);
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  function start(test: TestContext, settings: Readonly<Record<string, string>>, flags = ['--no-tour']) {
    const environment = Object.entries(process.env).filter(
      ([name]) => !name.startsWith('CAPSTAN_') || name === 'CAPSTAN_CACHE_DIR',
    );
    const child = spawn(process.execPath, ['--import', 'tsx', 'launcher/main.ts', ...flags], {
      cwd: root,
      env: { ...Object.fromEntries(environment), ...settings },
    });
    let output = '';
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    const running = once(child, 'running');
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += String(chunk);
        if (output.includes('Stop  ')) child.emit('running');
      });
    }
    test.after(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    return {
      child,
      ended,
      output: () => output,
      async ready() {
        await Promise.race([running, ended.then(() => assert.fail(`the launcher ended:\n${output}`))]);
      },
    };
  }

  const processesIn = (dataDir: string): Recorded[] =>
    JSON.parse(readFileSync(join(dataDir, 'run', 'processes.json'), 'utf8'));

  const answerOf = async (port: number): Promise<{ pid: number; settings: Record<string, string> }> =>
    (await fetch(`http://127.0.0.1:${port}/`)).json() as Promise<{ pid: number; settings: Record<string, string> }>;

  it('goes on where it stood after kill -9, and a signal then stops everything', async (test) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const port = await freePort();
    const settings = { CAPSTAN_DATA_DIR: dataDir, CAPSTAN_PORT: String(port) };

    const first = start(test, settings);
    await first.ready();
    assert.match(first.output(), new RegExp(`http://127\\.0\\.0\\.1:${port}/docs`));
    const passwordFile = join(dataDir, 'admin-password');
    const password = readFileSync(passwordFile, 'utf8').trim();
    assert.equal(statSync(passwordFile).mode & 0o777, 0o600);
    assert.ok(password.length >= 20 && first.output().includes(passwordFile) && !first.output().includes(password));
    const before = await answerOf(port);
    assert.equal(before.settings['CAPSTAN_ADMIN_PASSWORD_FILE'], passwordFile);
    assert.equal(before.settings['CAPSTAN_MASTER_KEY_FILE'], undefined);
    await writeNote(before.settings['CAPSTAN_MONGODB_URI'] ?? '');

    const second = start(test, { ...settings, CAPSTAN_PORT: String(await freePort()) });
    assert.equal((await second.ended).code, 1);
    assert.match(second.output(), new RegExp(`in use by another Capstan \\(pid ${first.child.pid}\\)`));

    const leftBehind = processesIn(dataDir);
    assert.deepEqual(leftBehind.map(({ name }) => name).sort(), ['api', 'gateway', 'mongod', 'temporal', 'worker']);
    first.child.kill('SIGKILL');
    await first.ended;
    for (const { pid } of leftBehind) assert.notEqual(startMarkOf(pid), undefined);

    const third = start(test, settings);
    await third.ready();
    assert.match(third.output(), /Stopped what an earlier start left running: gateway, api, worker, /);
    for (const { pid } of leftBehind) assert.equal(startMarkOf(pid), undefined);
    const again = await answerOf(port);
    assert.deepEqual(again.settings, before.settings);
    await expectNote(again.settings['CAPSTAN_MONGODB_URI'] ?? '');
    assert.equal(readFileSync(passwordFile, 'utf8').trim(), password);

    const stopping = Date.now();
    third.child.kill('SIGINT');
    assert.deepEqual(await third.ended, { code: 0, signal: null });
    assert.ok(Date.now() - stopping < 15_000);
    for (const { pid } of processesIn(dataDir)) assert.equal(startMarkOf(pid), undefined);
    assert.ok(!existsSync(join(dataDir, 'launcher.lock')));
  });

  it('starts no engine when servers are given, and keeps each key from the process that must not hold it', async (test) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const port = await freePort();
    const workerPort = await freePort();
    const launcher = start(test, {
      ...OWN_SERVERS,
      CAPSTAN_DATA_DIR: dataDir,
      CAPSTAN_PORT: String(port),
      CAPSTAN_WORKER_PORT: String(workerPort),
      CAPSTAN_ADMIN_PASSWORD: 'brought along by the user',
    });
    await launcher.ready();
    assert.deepEqual(
      processesIn(dataDir).map(({ name }) => name),
      ['worker', 'api', 'gateway'],
    );
    const [api, worker] = await Promise.all([answerOf(port), answerOf(workerPort)]);
    assert.equal(api.settings['CAPSTAN_MONGODB_URI'], OWN_SERVERS.CAPSTAN_MONGODB_URI);
    assert.equal(api.settings['CAPSTAN_ADMIN_PASSWORD'], 'brought along by the user');
    assert.equal(worker.settings['CAPSTAN_MASTER_KEY_FILE'], join(dataDir, 'keys', 'master.json'));
    assert.equal(worker.settings['CAPSTAN_ADMIN_PASSWORD'], undefined);
    assert.doesNotMatch(launcher.output(), /brought along/);
    assert.ok(!existsSync(join(dataDir, 'admin-password')));
  });

  it('starts a killed worker again and tells so', async (test) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const launcher = start(test, { ...OWN_SERVERS, CAPSTAN_DATA_DIR: dataDir, CAPSTAN_PORT: String(await freePort()) });
    await launcher.ready();
    const worker = processesIn(dataDir).find(({ name }) => name === 'worker');
    assert.ok(worker);
    process.kill(worker.pid, 'SIGKILL');
    while (!launcher.output().includes('worker runs again')) await once(launcher.child.stdout, 'data');
    assert.match(launcher.output(), /worker ended unexpectedly \(signal SIGKILL\)/);
  });

  it('ends with the reason and the end of the log when a service cannot start', async (test) => {
    const launcher = start(test, {
      ...OWN_SERVERS,
      CAPSTAN_DATA_DIR: join(temporaryDirectory(), 'data'),
      CAPSTAN_PORT: String(await freePort()),
      CAPSTAN_LOG_LEVEL: 'debug',
    });
    assert.equal((await launcher.ended).code, 1);
    assert.match(launcher.output(), /worker ended with exit code 1\. The end of .*worker\.log:/);
    assert.match(launcher.output(), /the stand-in breaks on purpose/);
  });

  it('refuses wrong settings before it touches anything', async (test) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const launcher = start(test, { CAPSTAN_DATA_DIR: dataDir, CAPSTAN_PORT: 'high', CAPSTAN_PROT: '1' });
    assert.equal((await launcher.ended).code, 1);
    assert.match(launcher.output(), /CAPSTAN_PORT is not a number/);
    assert.match(launcher.output(), /CAPSTAN_PROT is not a setting/);
    assert.ok(!existsSync(dataDir));
  });

  it('refuses a port that another program listens on', async (test) => {
    const taker = createServer().listen(0, '127.0.0.1');
    test.after(() => taker.close());
    await once(taker, 'listening');
    const address = taker.address();
    assert.ok(typeof address === 'object' && address !== null);
    const launcher = start(test, {
      ...OWN_SERVERS,
      CAPSTAN_DATA_DIR: join(temporaryDirectory(), 'data'),
      CAPSTAN_PORT: String(address.port),
    });
    assert.equal((await launcher.ended).code, 1);
    assert.match(launcher.output(), new RegExp(`CAPSTAN_PORT is ${address.port}, and another program listens there`));
  });

  it('makes no new master key for a data directory that lost its own', async (test) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const settings = { ...OWN_SERVERS, CAPSTAN_DATA_DIR: dataDir, CAPSTAN_PORT: String(await freePort()) };
    const first = start(test, settings);
    await first.ready();
    first.child.kill('SIGTERM');
    await first.ended;
    const master = join(dataDir, 'keys', 'master.json');
    rmSync(master);
    const second = start(test, settings);
    assert.equal((await second.ended).code, 1);
    assert.match(second.output(), /master\.json is gone.*restore it from its backup/);
    assert.ok(!existsSync(master));
  });

  it('does not know other flags', async (test) => {
    const launcher = start(test, {}, ['--tuor']);
    assert.equal((await launcher.ended).code, 2);
    assert.match(launcher.output(), /--tuor: not known/);
  });

  async function writeNote(uri: string): Promise<void> {
    const client = await new mongo.MongoClient(uri).connect();
    await client
      .db()
      .collection('notes')
      .insertOne({ text: 'kept' }, { writeConcern: { w: 'majority' } });
    await client.close();
  }

  async function expectNote(uri: string): Promise<void> {
    const client = await new mongo.MongoClient(uri).connect();
    assert.equal(await client.db().collection('notes').countDocuments({ text: 'kept' }), 1);
    await client.close();
  }
});
