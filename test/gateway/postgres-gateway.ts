/** A PostgreSQL proxy before a server, with a door that knows tokens, and the clients that go through it. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import pg from 'pg';
import type { Endpoint, Login } from '../../connectors/contract.ts';
import type { Secret } from '../../domain/secret.ts';
import type {
  PostgresAdmission,
  PostgresControl,
  PostgresDoor,
  PostgresEnd,
  PostgresOrigin,
  PostgresStart,
} from '../../gateway/postgres/contract.ts';
import type { PostgresLimits } from '../../gateway/postgres/limits.ts';
import { PostgresProxy, type PostgresRefusal } from '../../gateway/postgres/proxy.ts';
import type { StatementResult, StatementRules, StatementSent } from '../../gateway/postgres/statements.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { until } from '../support/until.ts';

const ULID_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface SessionOptions {
  readonly login?: Login;
  readonly endpoint?: Endpoint;
  readonly databases?: PostgresAdmission['databases'];
  readonly startupParameters?: readonly string[];
  readonly idleMs?: number;
  readonly rules?: StatementRules;
  readonly connectTimeoutMs?: number;
  /** Called before the door opens; what it throws the door throws. */
  readonly beforeAdmitted?: () => Promise<void>;
  /** Instead of the login's. */
  readonly password?: () => Promise<Secret>;
  /** Called before the start of the session counts as recorded. */
  readonly beforeConnected?: () => Promise<void>;
  /** Called before a statement counts as recorded. */
  readonly beforeRecorded?: (statement: StatementSent) => Promise<void>;
}

/** A session that was prepared, and all that its recorder has heard. */
export class PreparedSession {
  readonly id = `acs_${[...randomBytes(26)].map((byte) => ULID_CHARACTERS[byte % 32]).join('')}`;
  readonly token = randomBytes(32).toString('base64url');
  readonly sent: StatementSent[] = [];
  readonly answered: StatementResult[] = [];
  readonly origins: PostgresOrigin[] = [];
  readonly starts: PostgresStart[] = [];
  isUsed = false;
  #control: PostgresControl | undefined;

  /** @throws Error before the client was let in. */
  get control(): PostgresControl {
    if (!this.#control) throw new Error('nobody was let in yet');
    return this.#control;
  }

  get isAdmitted(): boolean {
    return this.#control !== undefined;
  }

  get closed(): Promise<PostgresEnd> {
    return this.control.closed;
  }

  admission(login: Login, endpoint: Endpoint, options: SessionOptions): PostgresAdmission {
    const used = options.login ?? login;
    return {
      target: {
        endpoint: options.endpoint ?? endpoint,
        username: used.username,
        connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
        password: options.password ?? (() => Promise.resolve(used.material.secret)),
      },
      databases: options.databases ?? { standard: 'postgres', allowed: ['template1'] },
      ...(options.startupParameters ? { startupParameters: options.startupParameters } : {}),
      idleMs: options.idleMs ?? null,
      connected: async (start) => {
        await options.beforeConnected?.();
        this.starts.push(start);
      },
      recorder: {
        sent: async (statement) => {
          await options.beforeRecorded?.(statement);
          this.sent.push(statement);
        },
        answered: (result) => void this.answered.push(result),
      },
      rules: options.rules ?? null,
      attach: (control) => {
        this.#control = control;
      },
    };
  }

  /** The outcome of the first statement whose text `text` is in. */
  async outcomeOf(text: string): Promise<StatementResult> {
    const { sequence } = await until(`a statement with ${text}`, async () =>
      this.sent.find((statement) => statement.text?.includes(text)),
    );
    return until(`the outcome of ${text}`, async () => this.answered.find((result) => result.sequence === sequence));
  }
}

/** By their public ids. */
type Sessions = Map<string, { readonly session: PreparedSession; readonly options: SessionOptions }>;

export class GatewayUnderTest {
  readonly refusals: PostgresRefusal[] = [];
  readonly caPem: string;
  readonly port: number;
  readonly #proxy: PostgresProxy;
  readonly #directory: string;
  readonly #login: Login;
  readonly #endpoint: Endpoint;
  readonly #sessions: Sessions;

  private constructor(parts: {
    readonly proxy: PostgresProxy;
    readonly login: Login;
    readonly endpoint: Endpoint;
    readonly caPem: string;
    readonly sessions: Sessions;
    readonly refusals: PostgresRefusal[];
  }) {
    this.#proxy = parts.proxy;
    this.#login = parts.login;
    this.#endpoint = parts.endpoint;
    this.#sessions = parts.sessions;
    this.refusals = parts.refusals;
    this.caPem = parts.caPem;
    this.port = (parts.proxy.server.address() as AddressInfo).port;
    this.#directory = mkdtempSync(join(tmpdir(), 'capstan-pg-gateway-'));
    writeFileSync(this.caFile, parts.caPem);
  }

  /** @param login what sessions have at `endpoint` where they are prepared without another. */
  static async start(
    login: Login,
    endpoint: Endpoint,
    options: { readonly limits?: Partial<PostgresLimits>; readonly clearTextOnLoopback?: boolean } = {},
  ): Promise<GatewayUnderTest> {
    const certificate = makeServerCertificate('the gateway', ['127.0.0.1', 'localhost']);
    const sessions: Sessions = new Map();
    const refusals: PostgresRefusal[] = [];
    const door: PostgresDoor = {
      async admit(sessionId, token, origin) {
        const prepared = sessions.get(sessionId);
        if (!prepared) return null;
        const { session } = prepared;
        session.origins.push(origin);
        if (session.isUsed || token.reveal() !== session.token) return null;
        session.isUsed = true;
        await prepared.options.beforeAdmitted?.();
        return session.admission(login, endpoint, prepared.options);
      },
    };
    const proxy = new PostgresProxy({
      door,
      encryption: {
        secureContext: createSecureContext({ cert: certificate.certPem, key: certificate.keyPem }),
        clearTextOnLoopback: options.clearTextOnLoopback ?? false,
      },
      limits: { refusalMs: 100, ...options.limits },
      onRefusal: (refusal) => refusals.push(refusal),
    });
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return new GatewayUnderTest({ proxy, login, endpoint, caPem: certificate.caPem, sessions, refusals });
  }

  get caFile(): string {
    return join(this.#directory, 'ca.pem');
  }

  get username(): string {
    return this.#login.username;
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  prepare(options: SessionOptions = {}): PreparedSession {
    const session = new PreparedSession();
    this.#sessions.set(session.id, { session, options });
    return session;
  }

  /** Not connected yet. */
  client(session: PreparedSession, more: pg.ClientConfig = {}): pg.Client {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: this.port,
      user: session.id,
      password: session.token,
      database: 'postgres',
      ssl: { ca: this.caPem },
      ...more,
    });
    client.on('error', () => undefined);
    return client;
  }

  async connected(session: PreparedSession, more: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = this.client(session, more);
    await client.connect();
    return client;
  }

  /** `psql`, with `args` after the connection. */
  psql(session: PreparedSession, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
    return spawn('psql', ['-X', ...args], {
      // Without a terminal of its own it reads passwords from its input, too.
      detached: true,
      env: {
        PATH: process.env['PATH'],
        HOME: this.#directory,
        LC_ALL: 'C.UTF-8',
        PGHOST: '127.0.0.1',
        PGPORT: String(this.port),
        PGUSER: session.id,
        PGPASSWORD: session.token,
        PGSSLMODE: 'verify-full',
        PGSSLROOTCERT: this.caFile,
        ...env,
      },
    });
  }

  openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#proxy.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  async stop(): Promise<void> {
    await this.#proxy.close('the gateway stops');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives `input` to a program and resolves with all that it said. */
export async function outputOf(child: ChildProcessWithoutNullStreams, input: string | Buffer = ''): Promise<Output> {
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, ...said };
}
