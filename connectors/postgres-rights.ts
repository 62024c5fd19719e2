/** Whether a role may set the password of another one, by the rules of the server: asked of its catalogs, changing nothing. */

import { TargetFailure } from '../domain/target-failure.ts';
import type { TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import type { PostgresSession } from './postgres-connection.ts';

/**
 * A superuser may change every role, and is changed by superusers alone. Anybody else needs CREATEROLE, and from version 16
 * on ADMIN OPTION on the role as well, whether it was inherited or not; before, a replication role wanted a superuser.
 */
const RIGHTS = `
  SELECT me.rolname AS name, me.rolsuper AS is_superuser, me.rolcreaterole AS has_createrole,
    pg_has_role(me.oid, other.oid, 'MEMBER WITH ADMIN OPTION') AS has_admin,
    other.rolsuper OR (other.rolreplication AND NOT since_16) AS wants_superuser, since_16 AS wants_admin
  FROM pg_roles me, pg_roles other, (SELECT current_setting('server_version_num')::int >= 160000 AS since_16) version
  WHERE me.rolname = current_user AND other.rolname = $1`;

/** @throws TargetFailure `access_denied` that says what is missing. */
export async function mustBeAllowedToChange(
  session: PostgresSession,
  { endpoint }: TargetContext,
  username: string,
): Promise<void> {
  const [rights] = await session.read(RIGHTS, [username]);
  const denied = (detail: string) =>
    new TargetFailure('access_denied', `PostgreSQL at ${place(endpoint)}: ${detail}`, 'none');
  if (!rights) throw denied(`there is no role ${username}`);
  const has = (right: string) => rights[right] === 't';
  if (has('is_superuser')) return;
  const { name } = rights;
  if (has('wants_superuser')) throw denied(`only a superuser may change ${username}, and ${name} is none`);
  if (!has('has_createrole')) throw denied(`${name} may not change ${username}: it needs CREATEROLE`);
  if (has('wants_admin') && !has('has_admin')) {
    throw denied(`${name} may not change ${username}: grant it that role WITH ADMIN OPTION`);
  }
}
