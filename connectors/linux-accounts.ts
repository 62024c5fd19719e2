/** Reads the accounts of a Linux machine over SSH: fixed commands that change nothing, with what the login may see. */

import type { AccountFact, AccountsRead, FoundAccount, Privilege, Remark } from '../domain/discovery.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import {
  FIND_IN_USUAL_HOMES,
  findInHomes,
  isPlainPath,
  isUsualHome,
  type KeysOfHome,
  keysByHome,
} from './authorized-key-files.ts';
import type { TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import {
  type GroupEntry,
  groupEntries,
  lastLogins,
  type PasswdEntry,
  passwdEntries,
  passwordStatuses,
} from './linux-account-lists.ts';
import { COMMAND_ENVIRONMENT, type CommandOutcome } from './ssh-command.ts';
import type { SshSession } from './ssh-connection.ts';
import { Sudoers } from './sudoers.ts';

/** For 20,000 accounts with room to spare. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const HOMES_AT_ONCE = 200;
/** Whoever is in one of these has root for the asking, or reads everybody's hashes. */
const ROOT_GROUPS = ['docker', 'lxd', 'incus', 'incus-admin', 'disk', 'shadow'];
const NO_SHELLS = ['nologin', 'false', 'sync', 'shutdown', 'halt'];

/** What one command told, or why it told nothing. */
type Told<Value> = { readonly value: Value } | { readonly hidden: string };

/** @throws TargetFailure */
export async function readLinuxAccounts(
  session: SshSession,
  target: TargetContext,
  become: 'none' | 'sudo',
): Promise<AccountsRead> {
  const run = (command: string) => session.run(`${COMMAND_ENVIRONMENT} ${command}`, { maxCharacters: MAX_CHARACTERS });
  const passwd = await run('getent passwd');
  if (passwd.exitCode !== 0) {
    throw new TargetFailure('not_supported', `${place(target.endpoint)} has no getent, or lets nobody list accounts`);
  }
  const { entries, leftOut } = passwdEntries(passwd.stdout);
  const groups = groupEntries((await run('getent group')).stdout);
  const isRoot = (await run('id -u')).stdout.trim() === '0';
  const asRoot = async (command: string): Promise<Told<string>> => {
    if (isRoot) return toldBy(await run(command), command);
    if (become === 'none') return { hidden: `only root sees it: let the account log in as root, or use sudo (become)` };
    return toldBy(await run(`sudo -n ${command}`), command);
  };

  const statuses = told(await asRoot('passwd -S -a'), passwordStatuses);
  const logins = await lastLoginsBy(run);
  const sudoers = await readSudoers(run, asRoot);
  const keys = await readKeys(asRoot, isRoot, entries);
  const identities = groupsOfAccounts(entries, groups);
  const accounts = entries.map((entry): FoundAccount => {
    const status = 'value' in statuses ? statuses.value.get(entry.name) : undefined;
    const login = 'value' in logins ? logins.value.get(entry.name) : undefined;
    const home = homeOf(entry);
    const found = 'value' in keys && keys.value.reaches(home) ? (keys.value.byHome.get(home) ?? NO_KEYS) : undefined;
    const isIn = identities.get(entry.name) ?? [];
    const hidden: (AccountFact | false)[] = [
      status === undefined && 'locked',
      status === undefined && 'password',
      status === undefined && 'password_changed_at',
      status === undefined && 'password_expires_at',
      login === undefined && 'last_login_at',
      !('value' in sudoers && sudoers.value.notUnderstood.length === 0) && 'privileges',
      (found === undefined || found.isCut) && 'keys',
    ];
    return {
      name: entry.name,
      system_id: String(entry.uid),
      can_log_in: !NO_SHELLS.includes(entry.shell.split('/').at(-1) ?? ''),
      locked: status === undefined ? null : status.password === 'locked',
      password: status?.password ?? null,
      password_changed_at: status?.changedAt ?? null,
      password_expires_at: status?.expiresAt ?? null,
      last_login_at: login ?? null,
      groups: [...new Set(isIn.map(({ name }) => name))].sort(),
      privileges: [
        ...(entry.uid === 0 ? [{ name: 'root', via: null } as const] : []),
        ...isIn
          .filter(({ name }) => ROOT_GROUPS.includes(name))
          .map(({ name }): Privilege => ({ name: 'root_group', via: name })),
        ...('value' in sudoers ? sudoers.value.privilegesOf({ ...entry, groups: isIn }) : []),
      ],
      keys: found?.keys ?? [],
      not_observed: hidden.filter((fact) => fact !== false),
      ...(found?.isCut ? { keys_cut: true } : {}),
    };
  });
  return {
    accounts,
    remarks: [
      ...remark('password', statuses),
      ...remark('last_login_at', logins),
      ...remark('privileges', sudoers),
      ...('value' in sudoers && sudoers.value.notUnderstood.length > 0
        ? [
            {
              fact: 'privileges',
              detail: `rules of sudoers for a ${sudoers.value.notUnderstood.join(', ')} are not resolved`,
            } as const,
          ]
        : []),
      ...remark('keys', keys),
      ...remarkOnCut(accounts),
      ...('value' in keys && !isRoot
        ? [{ fact: 'keys', detail: 'keys in homes elsewhere than /root and /home are read by root alone' } as const]
        : []),
      ...(leftOut > 0
        ? [{ fact: null, detail: `${leftOut} entries of passwd are not well-formed and were left out` }]
        : []),
    ],
  };
}

/** Of so many names. */
const MOST_NAMED = 20;

function remarkOnCut(accounts: readonly FoundAccount[]): Remark[] {
  const names = accounts.filter(({ keys_cut }) => keys_cut).map(({ name }) => name);
  if (names.length === 0) return [];
  const named = names.slice(0, MOST_NAMED).join(', ');
  const more = names.length > MOST_NAMED ? `, and of ${names.length - MOST_NAMED} more` : '';
  return [{ fact: 'keys', detail: `files of keys have more lines than are read: of ${named}${more}` }];
}

const NO_KEYS: KeysOfHome = { keys: [], isCut: false };

function remark(fact: AccountFact, answer: Told<unknown>): Remark[] {
  return 'hidden' in answer ? [{ fact, detail: answer.hidden }] : [];
}

function told<From, To>(answer: Told<From>, read: (value: From) => To): Told<To> {
  return 'value' in answer ? { value: read(answer.value) } : answer;
}

/** find(1) ends with 1 where one of its places is missing, and has told of the others. */
function toldBy({ exitCode, stdout, stderr }: CommandOutcome, command: string): Told<string> {
  const name = command.split(' ', 1)[0];
  if (/^sudo: /m.test(stderr)) return { hidden: `sudo does not let the account run ${name} as root` };
  if (exitCode === 0 || (name === 'find' && exitCode === 1)) return { value: stdout };
  return { hidden: exitCode === 127 ? `the machine has no ${name}` : `${name} ended with ${exitCode}` };
}

type Run = (command: string) => Promise<CommandOutcome>;

async function lastLoginsBy(run: Run): Promise<Told<ReturnType<typeof lastLogins>>> {
  for (const command of ['lastlog', 'lastlog2']) {
    const { exitCode, stdout } = await run(command);
    if (exitCode === 0) return { value: lastLogins(stdout) };
  }
  return { hidden: 'the machine has no lastlog or lastlog2, or they have no file' };
}

async function readSudoers(run: Run, asRoot: (command: string) => Promise<Told<string>>): Promise<Told<Sudoers>> {
  if ((await run('test -e /etc/sudoers')).exitCode === 1) return { value: new Sudoers('') };
  const answer = await asRoot('cvtsudoers -f json -e /etc/sudoers');
  try {
    return told(answer, (json) => new Sudoers(json));
  } catch {
    return { hidden: 'cvtsudoers printed something that is not understood' };
  }
}

interface KeysRead {
  readonly byHome: ReadonlyMap<string, KeysOfHome>;
  reaches(home: string): boolean;
}

/** Users may write what they like into their files: an answer beyond all bounds hides keys, and nothing else. */
async function readKeys(
  asRoot: (command: string) => Promise<Told<string>>,
  isRoot: boolean,
  entries: readonly PasswdEntry[],
): Promise<Told<KeysRead>> {
  const homes = [...new Set(entries.map(homeOf))].filter((home) => !isUsualHome(home) && isPlainPath(home));
  const elsewhere = isRoot ? homes : [];
  const commands = [FIND_IN_USUAL_HOMES];
  for (let at = 0; at < elsewhere.length; at += HOMES_AT_ONCE) {
    commands.push(findInHomes(elsewhere.slice(at, at + HOMES_AT_ONCE)));
  }
  let text = '';
  for (const command of commands) {
    const answer = await asRoot(command).catch(hiddenByLength);
    if ('hidden' in answer) return answer;
    text += `${answer.value}\n`;
    if (text.length > MAX_CHARACTERS) return TOO_MANY_KEYS;
  }
  const reached = new Set(elsewhere);
  return { value: { byHome: keysByHome(text), reaches: (home) => isUsualHome(home) || reached.has(home) } };
}

const TOO_MANY_KEYS = { hidden: 'the authorized_keys files hold more than can be read' } as const;

function hiddenByLength(error: unknown): typeof TOO_MANY_KEYS {
  if (error instanceof TargetFailure && error.code === 'protocol_error') return TOO_MANY_KEYS;
  throw error;
}

function homeOf({ home }: PasswdEntry): string {
  return home.length > 1 ? home.replace(/\/+$/, '') : home;
}

/** By name of the account: the primary group, and those that name it. */
function groupsOfAccounts(
  entries: readonly PasswdEntry[],
  groups: readonly GroupEntry[],
): ReadonlyMap<string, readonly GroupEntry[]> {
  const byId = new Map(groups.map((group) => [group.gid, group]));
  const found = new Map<string, GroupEntry[]>(
    entries.map(({ name, gid }) => {
      const primary = byId.get(gid);
      return [name, primary ? [primary] : []];
    }),
  );
  for (const group of groups) {
    for (const member of new Set(group.members)) {
      const list = found.get(member);
      if (list && !list.includes(group)) list.push(group);
    }
  }
  return found;
}
