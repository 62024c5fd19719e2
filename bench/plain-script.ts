/** What somebody would write without Capstan: set a new password with ALTER ROLE, log in with it once, keep nothing. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { scramVerifier } from '../connectors/scram.ts';
import { Secret } from '../domain/secret.ts';
import type { DemoPostgres } from '../launcher/demo/postgres.ts';

/** What PostgreSQL takes by itself, and Capstan's connector where nothing else is set. */
const ITERATIONS = 4096;

export interface Account {
  readonly username: string;
  password: Secret;
}

export class PlainScript {
  readonly #server: DemoPostgres;
  readonly #superuser: pg.Pool;

  /** @param connections kept open for the superuser, who changes the passwords. */
  constructor(server: DemoPostgres, connections: number) {
    this.#server = server;
    const { username, password } = server.superuser;
    this.#superuser = new pg.Pool({ ...this.#config(username, password), max: connections, idleTimeoutMillis: 0 });
    // Of a connection that nobody uses: when the server stops first, after a run that was cut off.
    this.#superuser.on('error', () => undefined);
  }

  /** Makes `count` roles that may log in. */
  async createRoles(prefix: string, count: number): Promise<Account[]> {
    const accounts: Account[] = [];
    for (let number = 1; number <= count; number += 1) {
      const account = { username: `${prefix}_${number}`, password: newPassword() };
      await this.#set('CREATE', account.username, account.password);
      accounts.push(account);
    }
    return accounts;
  }

  /** ALTER ROLE over a kept connection, with a verifier made here; then a fresh login. */
  async rotate(account: Account, password = newPassword()): Promise<void> {
    await this.#set('ALTER', account.username, password);
    account.password = password;
    await this.logIn(account);
  }

  /** As Capstan's connector does it: the account logs in, changes its own password, and logs in anew. */
  async rotateAsItself(account: Account): Promise<void> {
    const password = newPassword();
    const statement = await statementOf('ALTER', account.username, password);
    await this.#asAccount(account, statement);
    account.password = password;
    await this.logIn(account);
  }

  /** A fresh connection by TLS and SCRAM. @throws pg.DatabaseError where the password is refused. */
  async logIn(account: Account): Promise<void> {
    await this.#asAccount(account, 'SELECT 1');
  }

  async close(): Promise<void> {
    await this.#superuser.end();
  }

  async #asAccount({ username, password }: Account, statement: string): Promise<void> {
    const client = new pg.Client(this.#config(username, password));
    try {
      await client.connect();
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  async #set(verb: 'CREATE' | 'ALTER', username: string, password: Secret): Promise<void> {
    await this.#superuser.query(await statementOf(verb, username, password));
  }

  #config(user: string, password: Secret): pg.ClientConfig {
    const { port, caPem } = this.#server;
    return { host: '127.0.0.1', port, user, password: password.reveal(), database: 'postgres', ssl: { ca: caPem } };
  }
}

async function statementOf(verb: 'CREATE' | 'ALTER', username: string, password: Secret): Promise<string> {
  const verifier = pg.escapeLiteral(await scramVerifier(password, { iterations: ITERATIONS }));
  return `${verb} ROLE ${pg.escapeIdentifier(username)} ${verb === 'CREATE' ? 'LOGIN ' : ''}PASSWORD ${verifier}`;
}

export function newPassword(): Secret {
  return new Secret(randomBytes(24).toString('base64url'));
}
