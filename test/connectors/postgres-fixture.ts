/** A real PostgreSQL for the connector tests, with roles made to order. */

import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Login, Material } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { DEFAULT_PASSWORD_RULES, generatePassword } from '../../domain/password-rules.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { startDemoPostgres } from '../../launcher/demo/postgres.ts';
import type { ConnectorFixture } from './connector-contract.ts';

export interface PostgresFixture extends ConnectorFixture {
  /** Runs statements as the superuser, behind the connector's back. */
  asSuperuser(statement: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  newRole(username: string, options?: string): Promise<Login>;
  readonly caPem: string;
  readonly logFile: string;
  readonly hbaFile: string;
  /** Puts `text` into pg_hba.conf and resolves once the server goes by it. */
  useHba(text: string): Promise<void>;
  /** Holds the row of a role locked until the answer is called. */
  lockRole(username: string): Promise<() => Promise<void>>;
  /** Resolves with the process of a session whose ALTER ROLE of `username` waits for a lock. */
  untilWaiting(username: string): Promise<number>;
}

export function newPassword(): Material {
  return { kind: 'password', secret: generatePassword(DEFAULT_PASSWORD_RULES, (bound) => randomInt(bound)) };
}

export async function startPostgresFixture(): Promise<PostgresFixture> {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-postgres-'));
  const server = await startDemoPostgres({ directory });
  const { port, superuser, caPem } = server;
  const newClient = async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: superuser.username,
      password: superuser.password.reveal(),
      database: 'postgres',
      ssl: { ca: caPem },
    });
    await client.connect();
    return client;
  };
  const client = await newClient();
  const asSuperuser: PostgresFixture['asSuperuser'] = async (statement, values = []) =>
    (await client.query<Record<string, unknown>>(statement, [...values])).rows;
  const newRole = async (username: string, options = 'LOGIN') => {
    const material = newPassword();
    const password = pg.escapeLiteral(material.secret.reveal());
    await asSuperuser(`CREATE ROLE ${pg.escapeIdentifier(username)} ${options} PASSWORD ${password}`);
    return { username, material };
  };
  const hbaFile = join(directory, 'data/pg_hba.conf');
  return {
    connector: connectors.postgres,
    endpoint: { address: '127.0.0.1', port, trust: { kind: 'tls', ca_pem: caPem, server_name: null } },
    caPem,
    logFile: join(directory, 'postgres.log'),
    hbaFile,
    useHba: async (text) => {
      const [loaded] = await asSuperuser('SELECT pg_conf_load_time() AS at');
      writeFileSync(hbaFile, text);
      await asSuperuser('SELECT pg_reload_conf()');
      await untilAnswered(() => asSuperuser('SELECT 1 WHERE pg_conf_load_time() > $1', [loaded?.['at']]));
    },
    lockRole: async (username) => {
      const locker = await newClient();
      await locker.query('BEGIN');
      await locker.query(`ALTER ROLE ${pg.escapeIdentifier(username)} CONNECTION LIMIT 9`);
      return async () => {
        await locker.query('ROLLBACK');
        await locker.end();
      };
    },
    untilWaiting: async (username) => {
      const statement = `ALTER ROLE ${pg.escapeIdentifier(username)} PASSWORD%`;
      const query = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1";
      return Number((await untilAnswered(() => asSuperuser(query, [statement])))['pid']);
    },
    asSuperuser,
    newRole,
    newAccount: () => newRole(`role_${randomBytes(6).toString('hex')}`),
    newMaterial: newPassword,
    reconcileAccount: await newRole('reconciler', 'LOGIN SUPERUSER'),
    wrongTrust: [
      { trust: { kind: 'tls', ca_pem: null, server_name: null }, code: 'tls_untrusted' },
      { trust: { kind: 'tls', ca_pem: caPem, server_name: 'db.example.com' }, code: 'tls_untrusted' },
      {
        trust: { kind: 'tls', ca_pem: makeServerCertificate('someone else', ['127.0.0.1']).caPem, server_name: null },
        code: 'tls_untrusted',
      },
      { trust: { kind: 'ssh_host_key', fingerprints: ['SHA256:abc'] }, code: 'not_supported' },
    ],
    openConnections: async (username) => {
      const [row] = await asSuperuser('SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = $1', [
        username,
      ]);
      return Number(row?.['open']);
    },
    stop: async () => {
      await client.end();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Asks until there is a row, for 5 s at most. */
async function untilAnswered(ask: () => Promise<readonly Record<string, unknown>[]>): Promise<Record<string, unknown>> {
  const deadline = performance.now() + 5_000;
  while (performance.now() < deadline) {
    const [row] = await ask();
    if (row) return row;
    await delay(10);
  }
  throw new Error('PostgreSQL did not come to the awaited state within 5 s');
}
