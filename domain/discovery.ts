/** Accounts that exist at a target, as a look at it finds them. */

/** What is told of an account beside its name; each of them may be hidden from whoever looks. */
export const ACCOUNT_FACTS = [
  'system_id',
  'can_log_in',
  'locked',
  'password',
  'password_changed_at',
  'password_expires_at',
  'last_login_at',
  'groups',
  'privileges',
  'keys',
] as const;
export type AccountFact = (typeof ACCOUNT_FACTS)[number];

/** `weakly_hashed`: set, and kept by the target as MD5; `empty`: anybody gets in without one. */
export const PASSWORD_STATES = ['set', 'weakly_hashed', 'none', 'empty', 'locked'] as const;
export type PasswordState = (typeof PASSWORD_STATES)[number];

export const PRIVILEGES = [
  'superuser',
  'createrole',
  'createdb',
  'replication',
  'bypassrls',
  'pg_execute_server_program',
  'pg_write_server_files',
  'pg_read_server_files',
  'pg_write_all_data',
  'pg_read_all_data',
  'root',
  'root_group',
  'sudo_all',
  'sudo_limited',
] as const;
export type PrivilegeName = (typeof PRIVILEGES)[number];

/** What lets nobody at data or rights of others. */
const HARMLESS: readonly PrivilegeName[] = ['createdb'];

export interface Privilege {
  readonly name: PrivilegeName;
  /** The group or role that it comes from; null: the account's own. */
  readonly via: string | null;
}

/** What a line of authorized_keys lets its holder do: `authority` signs certificates that log in. */
export type KeyUse = 'login' | 'restricted' | 'authority';

export interface FoundKey {
  /** `SHA256:...` as OpenSSH shows it. */
  readonly fingerprint: string;
  /** For example `ssh-ed25519`. */
  readonly type: string;
  readonly use: KeyUse;
}

export interface AccountFacts {
  /** The target's own number of it: another one under the same name is another account. */
  readonly system_id: string;
  readonly can_log_in: boolean | null;
  readonly locked: boolean | null;
  readonly password: PasswordState | null;
  /** RFC 3339, as all times here; where it was seen, null means never. */
  readonly password_changed_at: string | null;
  readonly password_expires_at: string | null;
  readonly last_login_at: string | null;
  /** By name, in order. */
  readonly groups: readonly string[];
  readonly privileges: readonly Privilege[];
  readonly keys: readonly FoundKey[];
}

export interface FoundAccount extends AccountFacts {
  readonly name: string;
  /** What could not be seen, or not all of it: its value is what was seen, if anything. */
  readonly not_observed: readonly AccountFact[];
  /** Its files hold more keys than are read, which whoever owns them decides; left out: they do not. */
  readonly keys_cut?: boolean;
}

/** Something that concerns the look as a whole: what could not be seen, why, and what would help. */
export interface Remark {
  readonly fact: AccountFact | null;
  readonly detail: string;
}

export interface AccountsRead {
  readonly accounts: readonly FoundAccount[];
  readonly remarks: readonly Remark[];
}

/** More accounts than that are not read. */
export const MOST_ACCOUNTS = 20_000;

/** null: nobody can say, since not everything was seen. */
export function isPrivileged({ privileges, not_observed }: Pick<FoundAccount, 'privileges' | 'not_observed'>) {
  if (privileges.some(({ name }) => !HARMLESS.includes(name))) return true;
  return not_observed.includes('privileges') ? null : false;
}
