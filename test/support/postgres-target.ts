/** A real PostgreSQL with roles to rotate, and a plain client that says which password works. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../domain/secret.ts';
import { type DemoPostgres, startDemoPostgres } from '../../launcher/demo/postgres.ts';
import type { PlatformDocument } from '../../store/models/inventory.ts';
import type { Estate } from './estate.ts';
import { until } from './until.ts';

export class PostgresTarget {
  readonly #directory: string;
  #server: DemoPostgres;
  #admin: pg.Pool;

  private constructor(server: DemoPostgres, directory: string, admin: pg.Pool) {
    this.#server = server;
    this.#directory = directory;
    this.#admin = admin;
  }

  static async start(): Promise<PostgresTarget> {
    const directory = await mkdtemp(join(tmpdir(), 'capstan-target-'));
    const server = await startDemoPostgres({ directory });
    return new PostgresTarget(server, directory, administer(server));
  }

  get server(): DemoPostgres {
    return this.#server;
  }

  /** SIGKILL to the server, as if its machine had lost power. */
  async crash(): Promise<void> {
    await this.#admin.end();
    process.kill(this.#server.pid, 'SIGKILL');
    await this.#server.exited;
  }

  /** Starts the crashed server again, on its port and data. */
  async restart(): Promise<void> {
    this.#server = await startDemoPostgres({ directory: this.#directory, port: this.#server.port });
    this.#admin = administer(this.#server);
  }

  async stop(): Promise<void> {
    await this.#admin.end();
    await this.#server.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** What the server has logged so far, statements that it refused included. */
  log(): Promise<string> {
    return readFile(join(this.#directory, 'postgres.log'), 'utf8');
  }

  async sql(statement: string): Promise<void> {
    await this.#admin.query(statement);
  }

  /** Resolves once nobody is logged in as the role. */
  async untilGone(username: string): Promise<void> {
    await until(`${username} to be logged in nowhere`, async () => {
      const { rowCount } = await this.#admin.query('SELECT 1 FROM pg_stat_activity WHERE usename = $1', [username]);
      return rowCount === 0 ? true : undefined;
    });
  }

  /** All that the server keeps of its roles. */
  async roles(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.#admin.query('SELECT * FROM pg_authid ORDER BY oid')).rows;
  }

  /** Keeps every role as it is until the answer is called: changes wait for a lock. */
  async holdRoles(): Promise<() => Promise<void>> {
    const client = await this.#admin.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE');
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** How many sessions wait for a lock at this moment. */
  async waiting(): Promise<number> {
    const { rows } = await this.#admin.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    );
    return rows[0].n;
  }

  /** Makes a role that may log in. */
  async addRole(prefix = 'app'): Promise<{ username: string; password: Secret }> {
    const username = `${prefix}_${randomBytes(4).toString('hex')}`;
    const password = new Secret(randomBytes(12).toString('hex'));
    await this.setPassword(username, password, 'CREATE');
    return { username, password };
  }

  /** Changes the password behind Capstan's back. */
  async setPassword(username: string, password: Secret, verb: 'ALTER' | 'CREATE' = 'ALTER'): Promise<void> {
    const role = pg.escapeIdentifier(username);
    await this.sql(
      `${verb} ROLE ${role} ${verb === 'CREATE' ? 'LOGIN ' : ''}PASSWORD ${pg.escapeLiteral(password.reveal())}`,
    );
  }

  /** Whether a plain client gets in. */
  async accepts(username: string, password: Secret): Promise<boolean> {
    const client = new pg.Client(options(this.server, username, password));
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '28P01') return false;
      throw error;
    } finally {
      await client.end();
    }
  }

  /** Registers the server as a device, with its superuser as reconcile account if asked for. */
  async register(
    estate: Estate,
    how: {
      readonly changeBy?: 'self' | 'reconcile_account';
      readonly reconcile?: boolean;
      readonly port?: number;
      readonly platform?: Partial<PlatformDocument>;
    } = {},
  ): Promise<{ device: number; platform: number }> {
    const device = await estate.addDevice({
      kind: 'postgres',
      port: how.port ?? this.server.port,
      trust: { kind: 'tls', ca_pem: this.server.caPem, server_name: null },
    });
    const platform = await estate.addPlatform({
      connector: 'postgres',
      settings: { database: 'postgres' },
      change_by: how.changeBy ?? 'self',
      ...how.platform,
    });
    if (how.reconcile) {
      const account = await estate.addResource(
        { device_id: device, platform_id: platform, type: 'postgres_role', username: this.server.superuser.username },
        { kind: 'password', secret: this.server.superuser.password },
      );
      await estate.store.models.devices.updateOne({ _id: device }, { $set: { reconcile_resource_id: account } });
    }
    return { device, platform };
  }
}

function administer(server: DemoPostgres): pg.Pool {
  const pool = new pg.Pool({ ...options(server, server.superuser.username, server.superuser.password), max: 2 });
  // Tests end sessions and servers on purpose; the next query opens a connection of its own.
  pool.on('error', () => undefined);
  return pool;
}

function options(server: DemoPostgres, user: string, password: Secret): pg.ClientConfig {
  return {
    host: '127.0.0.1',
    port: server.port,
    user,
    password: password.reveal(),
    database: 'postgres',
    ssl: { ca: server.caPem },
  };
}
