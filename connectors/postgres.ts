/**
 * PostgreSQL roles. New passwords are sent as SCRAM verifiers, so their clear text never reaches the server or its log.
 *
 * A role past its VALID UNTIL, a role that does not exist and a wrong password look the same from outside
 * (SQLSTATE 28P01, `credential_invalid`); through a reconcile account they are told apart.
 */

import pg from 'pg';
import { z } from 'zod';
import { DEFAULT_PASSWORD_RULES } from '../domain/password-rules.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import type { ChangeRequest, Connector, Login, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { readPostgresAccounts } from './postgres-accounts.ts';
import {
  connectPostgres,
  type PostgresConnection,
  type PostgresSession,
  type Row,
  withPostgres,
} from './postgres-connection.ts';
import { mustBeAllowedToChange } from './postgres-rights.ts';
import { MAX_ITERATIONS, MIN_ITERATIONS, scramVerifier, UnusablePassword } from './scram.ts';

const settings = z.strictObject({
  /** The database to connect to; any that both accounts may enter. */
  database: z.string().min(1).max(63).default('postgres'),
  /** What the server's administrators see in pg_stat_activity. */
  application_name: z.string().min(1).max(63).default('capstan'),
  scram_iterations: z.int().min(MIN_ITERATIONS).max(MAX_ITERATIONS).default(MIN_ITERATIONS),
});

export type PostgresSettings = z.infer<typeof settings>;

/** NAMEDATALEN - 1, in bytes: PostgreSQL cuts longer names, and would then change another role. */
const MAX_NAME_BYTES = 63;

/**
 * A role that was looked at so lately, with others, is not looked at again before it is changed. One that is locked within
 * that time gets its new password all the same, as it might between the look and the change of it alone.
 */
const READY_MS = 2_000;

export const postgres: Connector<PostgresSettings> = {
  kind: 'postgres',
  credentialKind: 'password',
  resourceType: 'postgres_role',
  supports: { self: true, reconcileAccount: true, removal: false },
  settings,
  passwordRules: { defaults: DEFAULT_PASSWORD_RULES, maxLength: 1024, forbidden: '\0' },

  usernameProblem(username) {
    if (username === '') return 'a role name cannot be empty';
    if (username.includes('\0')) return 'a role name cannot hold a NUL character';
    const bytes = Buffer.byteLength(username);
    return bytes > MAX_NAME_BYTES ? `a role name has at most ${MAX_NAME_BYTES} bytes, this one has ${bytes}` : null;
  },

  async login(target, login) {
    await withPostgres(target, login, (session) => session.read('SELECT 1'));
  },

  async change(target, { username, candidate, authority }) {
    const verifier = await candidateVerifier(target, candidate);
    if (authority.by === 'self') {
      if (authority.login.username !== username) {
        throw new TargetFailure('not_supported', `${authority.login.username} cannot change ${username} as itself`);
      }
      await withPostgres(target, authority.login, (session) => setVerifier(session, username, verifier));
      return;
    }
    const connection = await connectReconcileAccount(target, authority.login);
    try {
      const session = connection.session();
      await mustBeAbleToLogIn(session, target, username);
      await setVerifier(session, username, verifier);
    } finally {
      await connection.close();
    }
  },

  readAccounts(target, login) {
    return withPostgres(target, login, (session) => readPostgresAccounts(session, target));
  },

  async openChanges(target, { login }) {
    const connection = await connectReconcileAccount(target, login);
    return {
      get isOpen() {
        return connection.isOpen;
      },
      async change({ username, candidate, readyAt = Number.NEGATIVE_INFINITY }) {
        const verifier = await candidateVerifier(target, candidate);
        const session = connection.session();
        if (performance.now() - readyAt > READY_MS) await mustBeAbleToLogIn(session, target, username);
        await setVerifier(session, username, verifier);
      },
      async readyAmong(usernames) {
        const roles = await rolesNamed(connection.session(), usernames);
        return new Set([...roles].flatMap(([name, found]) => (found === 'ready' ? [name] : [])));
      },
      mayChange: (username) => mustBeAllowedToChange(connection.session(), target, username),
      close: () => connection.close(),
    };
  },
};

async function connectReconcileAccount(
  target: TargetContext<PostgresSettings>,
  login: Login,
): Promise<PostgresConnection> {
  try {
    return await connectPostgres(target, login);
  } catch (error) {
    throw ofReconcileAccount(error, login, target);
  }
}

/** A locked reconcile account says nothing of the managed one, which `account_locked_out` would be taken for. */
function ofReconcileAccount(error: unknown, { username }: Login, { endpoint }: TargetContext): unknown {
  if (!(error instanceof TargetFailure) || error.code !== 'account_locked_out') return error;
  return new TargetFailure(
    'credential_invalid',
    `PostgreSQL at ${place(endpoint)} does not let the reconcile account ${username} log in: it is NOLOGIN`,
  );
}

async function candidateVerifier(
  { settings: { scram_iterations: iterations } }: TargetContext<PostgresSettings>,
  candidate: ChangeRequest['candidate'],
): Promise<string> {
  if (candidate.kind !== 'password') {
    throw new TargetFailure('not_supported', 'a PostgreSQL role takes a password, not an SSH key');
  }
  try {
    return await scramVerifier(candidate.secret, { iterations });
  } catch (error) {
    if (!(error instanceof UnusablePassword)) throw error;
    throw new TargetFailure('password_rejected', `${error.message}; change the platform's password rules`);
  }
}

/** ALTER ROLE takes no placeholders. The verifier is base64 and punctuation, so it needs no escaping, but gets it. */
async function setVerifier(session: PostgresSession, username: string, verifier: string): Promise<void> {
  await session.change(`ALTER ROLE ${pg.escapeIdentifier(username)} PASSWORD ${pg.escapeLiteral(verifier)}`);
}

/** A new password would not help a role that cannot log in; its administrator had a reason. */
async function mustBeAbleToLogIn(
  session: PostgresSession,
  { endpoint }: TargetContext,
  username: string,
): Promise<void> {
  const at = `on PostgreSQL at ${place(endpoint)}`;
  switch ((await rolesNamed(session, [username])).get(username)) {
    case 'ready':
      return;
    case 'expired':
      throw new TargetFailure('account_locked_out', `${username} is past its VALID UNTIL ${at}`);
    case 'nologin':
      throw new TargetFailure('account_locked_out', `${username} is NOLOGIN ${at}`);
    default:
      throw new TargetFailure('access_denied', `there is no role ${username} ${at}`);
  }
}

type Role = 'ready' | 'nologin' | 'expired';

/** Those of `names` that there are. */
async function rolesNamed(session: PostgresSession, names: readonly string[]): Promise<ReadonlyMap<string, Role>> {
  const found = await session.read(
    `SELECT rolname AS name, rolcanlogin AS can_log_in, coalesce(rolvaliduntil <= now(), false) AS expired
     FROM pg_roles WHERE rolname = ANY ($1::name[])`,
    [names],
  );
  const roleOf = (row: Row): Role => {
    if (row['can_log_in'] !== 't') return 'nologin';
    return row['expired'] === 't' ? 'expired' : 'ready';
  };
  return new Map(found.map((row) => [row['name'] ?? '', roleOf(row)]));
}
