/** The lists that Linux programs print of accounts: passwd and group databases, `passwd -S -a`, `lastlog`. */

import type { PasswordState } from '../domain/discovery.ts';

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

export interface PasswordStatus {
  readonly password: PasswordState;
  readonly changedAt: string | null;
  readonly expiresAt: string | null;
}

/** Names of accounts may come from a directory; what could not be shown is left out. */
const NAME = /^[^\p{C}\s:,]{1,256}$/u;
const DAY_MS = 86_400_000;
/** From so many days on an age is no limit, as login.defs(5) has it. */
const NO_LIMIT_DAYS = 99_999;

/** The first entry of a name counts, as for the system itself. */
export function passwdEntries(text: string): { readonly entries: readonly PasswdEntry[]; readonly leftOut: number } {
  const entries = new Map<string, PasswdEntry>();
  let leftOut = 0;
  for (const line of linesOf(text)) {
    const [name = '', , uid, gid, , home = '', shell = ''] = line.split(':');
    if (!NAME.test(name) || !isId(uid) || !isId(gid)) leftOut += 1;
    else if (!entries.has(name)) entries.set(name, { name, uid: Number(uid), gid: Number(gid), home, shell });
  }
  return { entries: [...entries.values()], leftOut };
}

export function groupEntries(text: string): readonly GroupEntry[] {
  return linesOf(text).flatMap((line) => {
    const [name = '', , gid, members = ''] = line.split(':');
    if (!NAME.test(name) || !isId(gid)) return [];
    return [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== '') }];
  });
}

/** Of `passwd -S -a`; both ways in which its versions write states and days. */
export function passwordStatuses(text: string): ReadonlyMap<string, PasswordStatus> {
  const statuses = new Map<string, PasswordStatus>();
  for (const line of linesOf(text)) {
    const [name = '', state = '', day = '', , most = ''] = line.split(' ');
    const password = STATES[state];
    if (password === undefined || statuses.has(name)) continue;
    const changed = dayOf(day);
    const days = /^\d+$/.test(most) ? Number(most) : NO_LIMIT_DAYS;
    const expires = changed === null || days >= NO_LIMIT_DAYS ? null : changed + days * DAY_MS;
    statuses.set(name, { password, changedAt: timeOf(changed), expiresAt: timeOf(expires) });
  }
  return statuses;
}

const STATES: Readonly<Record<string, PasswordState>> = {
  P: 'set',
  PS: 'set',
  NP: 'empty',
  L: 'locked',
  LK: 'locked',
};

/** When each account logged in last, null: never; of `lastlog` or `lastlog2` in the C locale. */
export function lastLogins(text: string): ReadonlyMap<string, string | null> {
  const logins = new Map<string, string | null>();
  for (const line of linesOf(text)) {
    const name = line.split(/\s/, 1)[0] ?? '';
    if (line.trimEnd().endsWith('**Never logged in**')) logins.set(name, null);
    const [, month, day, time, zone, year] =
      /\s\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$/.exec(line.trimEnd()) ?? [];
    const at = Date.parse(`${month} ${day} ${year} ${time} ${zone}`);
    if (!Number.isNaN(at)) logins.set(name, new Date(at).toISOString());
  }
  return logins;
}

function dayOf(text: string): number | null {
  const [, month, day, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  const iso = year === undefined ? text : `${year}-${month}-${day}`;
  const at = /^\d{4}-\d\d-\d\d$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
