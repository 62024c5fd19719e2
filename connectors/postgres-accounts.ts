/** Reads the roles of a PostgreSQL server from its catalogs, by pages, in a session that may write nothing. */

import { type AccountsRead, type FoundAccount, MOST_ACCOUNTS, type Remark } from '../domain/discovery.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import type { TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import type { PostgresSession, Row } from './postgres-connection.ts';
import { type Membership, PrivilegesOfRoles, type RoleAttributes } from './postgres-privileges.ts';

/** A page stays far below what the wire guard lets pass of one statement. */
const PAGE = 1_000;
const MOST_MEMBERSHIPS = 200_000;

/** From here on the server itself refuses to write in this session. */
const READ_ONLY = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';

/** Names that begin with pg_ are the server's own: nobody can be one of them. */
const ROLES = `
  SELECT r.oid, r.rolname AS name, r.rolsuper AS superuser, r.rolcreaterole AS createrole, r.rolcreatedb AS createdb,
    r.rolreplication AS replication, r.rolbypassrls AS bypassrls, r.rolcanlogin AS can_log_in,
    coalesce(r.rolvaliduntil <= now(), false) AS expired,
    CASE WHEN isfinite(r.rolvaliduntil)
      THEN to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS expires_at
  FROM pg_catalog.pg_roles r WHERE r.oid > $1::oid ORDER BY r.oid LIMIT ${PAGE}`;

/** What a membership lets be done became an option of each in version 16; before, every one let become the role. */
const MEMBERSHIPS = `
  SELECT m.member, m.roleid AS role, bool_or(m.admin_option OR coalesce((to_jsonb(m)->>'set_option')::boolean, true)) AS becomes,
    bool_or(m.admin_option OR coalesce((to_jsonb(m)->>'set_option')::boolean, true)
      OR coalesce((to_jsonb(m)->>'inherit_option')::boolean, true)) AS has_rights
  FROM pg_catalog.pg_auth_members m WHERE (m.member, m.roleid) > ($1::oid, $2::oid)
  GROUP BY m.member, m.roleid ORDER BY m.member, m.roleid LIMIT ${PAGE}`;

/** The hash is looked at by the server, and does not leave it. */
const PASSWORDS = `
  SELECT oid, CASE WHEN rolpassword IS NULL THEN 'none' WHEN rolpassword LIKE 'md5%' THEN 'weakly_hashed' ELSE 'set' END AS password
  FROM pg_catalog.pg_authid WHERE oid > $1::oid ORDER BY oid LIMIT ${PAGE}`;

const SESSIONS = `
  SELECT usesysid AS oid, to_char(max(backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM pg_catalog.pg_stat_activity
  WHERE usesysid > $1::oid AND backend_type = 'client backend' AND backend_start IS NOT NULL AND pid <> pg_backend_pid()
  GROUP BY usesysid ORDER BY usesysid LIMIT ${PAGE}`;

const MAY_SEE = `SELECT has_column_privilege('pg_catalog.pg_authid', 'rolpassword', 'SELECT') AS passwords,
    coalesce((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user), false)
      OR pg_has_role('pg_read_all_stats', 'USAGE') AS sessions`;

/** @throws TargetFailure */
export async function readPostgresAccounts(session: PostgresSession, target: TargetContext): Promise<AccountsRead> {
  await session.read(READ_ONLY);
  const [maySee] = await session.read(MAY_SEE);
  const seesPasswords = maySee?.['passwords'] === 't';
  const pages = pagesOf(session, target);
  const roles = (await pages(ROLES, ['oid'], MOST_ACCOUNTS + PAGE)).map((row) => ({ row, ...attributesOf(row) }));
  const memberships = (await pages(MEMBERSHIPS, ['member', 'role'], MOST_MEMBERSHIPS)).map(membershipOf);
  const passwords = byOid(seesPasswords ? await pages(PASSWORDS, ['oid'], MOST_ACCOUNTS + PAGE) : []);
  const sessions = byOid(await pages(SESSIONS, ['oid'], MOST_ACCOUNTS + PAGE));

  const privileges = new PrivilegesOfRoles(roles, memberships);
  const accounts = roles
    .filter(({ name }) => !name.startsWith('pg_'))
    .map(({ oid, name, row }): FoundAccount => {
      const password = passwordOf(passwords.get(oid)?.['password']);
      const since = sessions.get(oid)?.['since'] ?? null;
      const canLogIn = row['can_log_in'] === 't';
      return {
        name,
        system_id: oid,
        can_log_in: canLogIn,
        locked: !canLogIn || row['expired'] === 't',
        password,
        password_changed_at: null,
        password_expires_at: row['expires_at'] ?? null,
        last_login_at: since,
        groups: privileges.groupsOf(oid),
        privileges: privileges.of(oid),
        keys: [],
        not_observed: [
          ...(password === null ? (['password'] as const) : []),
          'password_changed_at',
          // That a session is open says when that one began, and not who else was there.
          'last_login_at',
        ],
      };
    });
  return { accounts, remarks: remarksOn(seesPasswords, maySee?.['sessions'] === 't') };
}

function remarksOn(seesPasswords: boolean, seesSessions: boolean): Remark[] {
  const remarks: Remark[] = [
    { fact: 'password_changed_at', detail: 'PostgreSQL does not keep when a password was changed' },
  ];
  if (!seesPasswords) {
    remarks.push({ fact: 'password', detail: 'only a superuser may see whether a role has a password' });
  }
  const sessions = seesSessions
    ? 'PostgreSQL does not keep logins: the time is that of the youngest session open at a look'
    : 'the times of sessions of others are hidden from this role: GRANT pg_read_all_stats to it';
  return [...remarks, { fact: 'last_login_at', detail: sessions }];
}

/** All rows of a statement that goes on behind the last row's `keys`. */
function pagesOf(session: PostgresSession, { endpoint }: TargetContext) {
  return async (statement: string, keys: readonly string[], most: number): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    let after: string[] = keys.map(() => '0');
    for (;;) {
      const page = await session.read(statement, after);
      rows.push(...page);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return rows;
      const next = keys.map((key) => last[key] ?? '');
      // A server that does not go forward would never come to an end.
      if (rows.length > most || !isBehind(next, after)) {
        const what = rows.length > most ? 'has more roles or memberships than a look takes' : 'repeats itself';
        throw new TargetFailure('protocol_error', `PostgreSQL at ${place(endpoint)} ${what}; nothing was kept`);
      }
      after = next;
    }
  };
}

function isBehind(next: readonly string[], after: readonly string[]): boolean {
  for (const [at, text] of next.entries()) {
    const difference = Number(text) - Number(after[at]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function byOid(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row['oid'] ?? '', row]));
}

function passwordOf(said: string | null | undefined): FoundAccount['password'] {
  return said === 'none' || said === 'weakly_hashed' || said === 'set' ? said : null;
}

function attributesOf(row: Row): RoleAttributes {
  const has = (name: string) => row[name] === 't';
  return {
    oid: row['oid'] ?? '',
    name: row['name'] ?? '',
    superuser: has('superuser'),
    createrole: has('createrole'),
    createdb: has('createdb'),
    replication: has('replication'),
    bypassrls: has('bypassrls'),
  };
}

function membershipOf(row: Row): Membership {
  return {
    member: row['member'] ?? '',
    role: row['role'] ?? '',
    becomes: row['becomes'] === 't',
    hasRights: row['has_rights'] === 't',
  };
}
