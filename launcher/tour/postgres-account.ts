/** The PostgreSQL role of the tour, the role that reconciles it, and a plain client for both. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { scramVerifier } from '../../connectors/scram.ts';
import { Secret } from '../../domain/secret.ts';
import type { DemoPostgres } from '../demo/postgres.ts';
import type { Knock } from './account.ts';

export const ROLE = 'demo_app';
/** May change `demo_app` and nothing else: a reconcile account need not be a superuser. */
export const RECONCILER = 'capstan_reconciler';

const CONNECT_WITHIN_MS = 10_000;
const ITERATIONS = 4096;
const WRONG_PASSWORD = '28P01';

/** Makes both roles, or gives those of an earlier tour new passwords; answers with these. */
export async function prepareRoles(
  server: DemoPostgres,
): Promise<{ role: Secret; reconciler: Secret; version: string }> {
  const passwords = { role: newPassword(), reconciler: newPassword() };
  const version = await asSuperuser(server, async (client) => {
    for (const [name, password, attributes] of [
      [ROLE, passwords.role, 'LOGIN'],
      [RECONCILER, passwords.reconciler, 'LOGIN CREATEROLE'],
    ] as const) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
      const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(`${verb} ROLE ${name} ${attributes} PASSWORD ${await verifierOf(password)}`);
    }
    await client.query(`GRANT ${ROLE} TO ${RECONCILER} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE`);
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  });
  return { ...passwords, version };
}

/** Gives the role a password that nobody knows. */
export async function damageRole(server: DemoPostgres): Promise<void> {
  const verifier = await verifierOf(newPassword());
  await asSuperuser(server, (client) => client.query(`ALTER ROLE ${ROLE} PASSWORD ${verifier}`));
}

/** Logs in as the role, over TLS. @throws Error where anything but the password is refused. */
export async function knockAtPostgres(server: DemoPostgres, password: Secret): Promise<Knock> {
  try {
    await withClient(server, ROLE, password, (client) => client.query('SELECT 1'));
    return { accepted: true };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === WRONG_PASSWORD) {
      return { accepted: false, words: error.message };
    }
    throw error;
  }
}

function asSuperuser<Result>(server: DemoPostgres, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return withClient(server, server.superuser.username, server.superuser.password, work);
}

async function withClient<Result>(
  { port, caPem }: DemoPostgres,
  user: string,
  password: Secret,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password: password.reveal(),
    database: 'postgres',
    ssl: { ca: caPem },
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    application_name: 'capstan-tour',
  });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

function newPassword(): Secret {
  return new Secret(randomBytes(18).toString('base64url'));
}

/** As a literal; the server gets the verifier, so that its log cannot hold the password. */
async function verifierOf(password: Secret): Promise<string> {
  return pg.escapeLiteral(await scramVerifier(password, { iterations: ITERATIONS }));
}
