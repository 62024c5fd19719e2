/** The demo servers: kept between starts, gone with whoever started them, several at a time, and nothing of the machine touched. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectors } from '../../connectors/registry.ts';
import { type DemoPostgres, startDemoPostgres } from '../../launcher/demo/postgres.ts';
import { type DemoAccount, startDemoSshd } from '../../launcher/demo/sshd.ts';
import { newPassword } from './postgres-fixture.ts';

const CACHE = resolve('.cache/sshd');
const LIMITS = { connectTimeoutMs: 10_000, operationTimeoutMs: 10_000, signal: new AbortController().signal };

describe('demo servers', () => {
  const directories: string[] = [];
  const newDirectory = () => {
    const directory = mkdtempSync(join(tmpdir(), 'capstan-demo-'));
    directories.push(directory);
    return directory;
  };
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });

  const query = async ({ port, superuser, caPem }: DemoPostgres, statement: string) => {
    const password = superuser.password.reveal();
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: superuser.username,
      password,
      database: 'postgres',
      ssl: { ca: caPem },
    });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };

  it('PostgreSQL keeps port, password and data, after SIGKILL too, and several run at once', async () => {
    const [directory, other] = [newDirectory(), newDirectory()];
    const [first, second] = await Promise.all([
      startDemoPostgres({ directory }),
      startDemoPostgres({ directory: other }),
    ]);
    assert.notEqual(first.port, second.port);
    await query(first, 'CREATE TABLE kept (id int)');
    process.kill(first.pid, 'SIGKILL');
    assert.match(await first.exited, /SIGKILL/);

    const again = await startDemoPostgres({ directory });
    assert.equal(again.port, first.port);
    assert.deepEqual(await query(again, 'SELECT count(*)::int AS n FROM kept'), [{ n: 0 }]);
    assert.equal(statSync(join(directory, 'superuser-password')).mode & 0o777, 0o600);
    await Promise.all([again.stop(), second.stop()]);
    await again.stop();
  });

  it('PostgreSQL has no way in without scram and TLS material of its own', async () => {
    const directory = newDirectory();
    const server = await startDemoPostgres({ directory });
    const rules = await query(server, "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE type LIKE 'host%'");
    const [settings] = await query(
      server,
      "SELECT current_setting('ssl') AS ssl, current_setting('listen_addresses') AS at",
    );
    await server.stop();
    assert.deepEqual(rules, [{ auth_method: 'scram-sha-256' }]);
    assert.deepEqual(settings, { ssl: 'on', at: '127.0.0.1' });
  });

  it('sshd keeps its accounts and rotated passwords, and the accounts of the machine stay as they are', async () => {
    const machine = () => ['/etc/passwd', '/etc/shadow', '/etc/group'].map((file) => digest(file));
    const before = machine();
    const directory = newDirectory();
    const [given, changed] = [newPassword(), newPassword()];
    const accounts: DemoAccount[] = [{ username: 'anna', uid: 42_001, password: given.secret }];
    const loginWith = (port: number, fingerprint: string, material: typeof given) =>
      connectors.ssh_password.login(
        {
          ...LIMITS,
          endpoint: { address: '127.0.0.1', port, trust: { kind: 'ssh_host_key', fingerprints: [fingerprint] } },
          settings: connectors.ssh_password.settings.parse({}),
        },
        { username: 'anna', material },
      );

    const first = await startDemoSshd({ directory, cacheDirectory: CACHE, accounts });
    assert.ok(first.available);
    await loginWith(first.port, first.hostKeyFingerprint, given);
    await first.setPassword('anna', changed.secret);
    await first.stop();

    const again = await startDemoSshd({
      directory,
      cacheDirectory: CACHE,
      accounts: [...accounts, { username: 'bert', uid: 42_002 }],
    });
    assert.ok(again.available);
    assert.deepEqual([again.port, again.hostKeyFingerprint], [first.port, first.hostKeyFingerprint]);
    await loginWith(again.port, again.hostKeyFingerprint, changed);
    assert.match((await again.run('id', ['bert'])).stdout, /uid=42002\(bert\)/);
    assert.match((await again.run('touch', ['/usr/mark'])).stderr, /Read-only/);
    await assert.rejects(again.setPassword('nobody_here', changed.secret), /an account of the demo/);
    await again.stop();
    assert.deepEqual(machine(), before);
  });

  for (const kind of ['postgres', 'sshd']) {
    it(`${kind} goes when the process that started it is killed, and starts again`, async () => {
      const directory = newDirectory();
      const start = () =>
        spawn(
          process.execPath,
          ['--import', 'tsx', resolve('test/connectors/demo-server-process.ts'), kind, directory, CACHE],
          {
            stdio: ['ignore', 'pipe', 'inherit'],
          },
        );
      const ports = [];
      for (let round = 0; round < 2; round += 1) {
        const starter = start();
        const [line] = (await new Promise<Buffer>((found) => starter.stdout.once('data', found)))
          .toString()
          .split('\n');
        const { pid, port } = JSON.parse(line ?? '') as { pid: number; port: number };
        ports.push(port);
        assert.ok(isAlive(pid));
        starter.kill('SIGKILL');
        const deadline = performance.now() + 10_000;
        while (isAlive(pid) && performance.now() < deadline) await delay(10);
        assert.ok(!isAlive(pid), 'the server outlived the process that started it');
      }
      assert.equal(ports[0], ports[1]);
    });
  }
});

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A zombie that nobody has reaped yet is gone, too. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return false;
  try {
    return !/\) Z /.test(readFileSync(file, 'latin1'));
  } catch {
    // Gone between the two.
    return false;
  }
}
