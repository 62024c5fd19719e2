/** Reads the accounts of a Linux machine over SSH: fixed commands that change nothing, with what the login may see. */

import type { AccountFact, AccountsRead, FoundAccount, Privilege, Remark } from '../domain/discovery.ts';
import { TargetFailure } from '../domain/target-failure.ts';
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
import { type AsRoot, type Run, type Told, told, toldBy } from './linux-commands.ts';
import { homeOf, readLinuxKeys, remarksOnKeys } from './linux-keys.ts';
import { type AnswerBound, COMMAND_ENVIRONMENT } from './ssh-command.ts';
import type { SshSession } from './ssh-connection.ts';
import { Sudoers } from './sudoers.ts';

/** For 20,000 accounts with room to spare. */
const BOUND: AnswerBound = { maxCharacters: 8 * 1024 * 1024, whenLonger: 'fail' };
/** Whoever is in one of these has root for the asking, or reads everybody's hashes. */
const ROOT_GROUPS = ['docker', 'lxd', 'incus', 'incus-admin', 'disk', 'shadow'];
const NO_SHELLS = ['nologin', 'false', 'sync', 'shutdown', 'halt'];

/** @throws TargetFailure */
export async function readLinuxAccounts(
  session: SshSession,
  target: TargetContext,
  become: 'none' | 'sudo',
): Promise<AccountsRead> {
  const run = (command: string, bound = BOUND) => session.run(`${COMMAND_ENVIRONMENT} ${command}`, { bound });
  const passwd = await run('getent passwd');
  if (passwd.exitCode !== 0) {
    throw new TargetFailure('not_supported', `${place(target.endpoint)} has no getent, or lets nobody list accounts`);
  }
  const { entries, leftOut } = passwdEntries(passwd.stdout);
  const groups = groupEntries((await run('getent group')).stdout);
  const isRoot = (await run('id -u')).stdout.trim() === '0';
  const asRoot: AsRoot = async (command, bound) => {
    if (isRoot) return toldBy(await run(command, bound), command);
    if (become === 'none') return { hidden: `only root sees it: let the account log in as root, or use sudo (become)` };
    return toldBy(await run(`sudo -n ${command}`, bound), command);
  };

  const statuses = told(await asRoot('passwd -S -a'), ({ stdout }) => passwordStatuses(stdout));
  const logins = await lastLoginsBy(run);
  const sudoers = await readSudoers(run, asRoot);
  const keys = await readLinuxKeys(asRoot, isRoot, entries);
  const identities = groupsOfAccounts(entries, groups);
  const accounts = entries.map((entry): FoundAccount => {
    const status = 'value' in statuses ? statuses.value.get(entry.name) : undefined;
    const login = 'value' in logins ? logins.value.get(entry.name) : undefined;
    const home = homeOf(entry);
    const found = 'value' in keys ? keys.value.of(home) : undefined;
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
      ...('value' in keys ? remarksOnKeys(keys.value, accounts) : []),
      ...('value' in keys && !isRoot
        ? [{ fact: 'keys', detail: 'keys in homes elsewhere than /root and /home are read by root alone' } as const]
        : []),
      ...(leftOut > 0
        ? [{ fact: null, detail: `${leftOut} entries of passwd are not well-formed and were left out` }]
        : []),
    ],
  };
}

function remark(fact: AccountFact, answer: Told<unknown>): Remark[] {
  return 'hidden' in answer ? [{ fact, detail: answer.hidden }] : [];
}

async function lastLoginsBy(run: Run): Promise<Told<ReturnType<typeof lastLogins>>> {
  for (const command of ['lastlog', 'lastlog2']) {
    const { exitCode, stdout } = await run(command);
    if (exitCode === 0) return { value: lastLogins(stdout) };
  }
  return { hidden: 'the machine has no lastlog or lastlog2, or they have no file' };
}

async function readSudoers(run: Run, asRoot: AsRoot): Promise<Told<Sudoers>> {
  if ((await run('test -e /etc/sudoers')).exitCode === 1) return { value: new Sudoers('') };
  const answer = await asRoot('cvtsudoers -f json -e /etc/sudoers');
  try {
    return told(answer, ({ stdout }) => new Sudoers(stdout));
  } catch {
    return { hidden: 'cvtsudoers printed something that is not understood' };
  }
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
