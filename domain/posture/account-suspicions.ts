/**
 * What is found about accounts that looks at a device have seen. Of an account that a resource manages it is found about
 * that resource, of all others about the device.
 */

import { type Appearance, NEWS_OF_MS, type NotedChange } from '../account-news.ts';
import type { KnownAccount } from '../discovered-account.ts';
import { type FoundKey, isPrivileged, type Privilege } from '../discovery.ts';
import { type EffectivePolicy, ruleValue } from '../policy/effective.ts';
import type { Severity } from './signals.ts';
import { DAY_MS, ruleEvidence, type Suspicion, suspicion } from './suspicion.ts';

type SeenFact =
  | 'name'
  | 'can_log_in'
  | 'locked'
  | 'password'
  | 'password_changed_at'
  | 'last_login_at'
  | 'privileges'
  | 'keys'
  | 'not_observed'
  | 'keys_cut';

export interface AccountOfDevice extends Pick<KnownAccount, SeenFact> {
  readonly device_id: number;
  /** null: nobody can say. */
  readonly privileged: boolean | null;
  readonly first_seen_at: Date;
  /** What has become of it since then nobody knows. */
  readonly last_seen_at: Date;
  readonly gone_at: Date | null;
  /** Where it was not there at an earlier look. These three left out: no look was stored since they are kept. */
  readonly appeared?: Appearance | null;
  readonly privileges_change?: NotedChange<Privilege> | null;
  readonly keys_change?: NotedChange<FoundKey> | null;
}

/** Fingerprints of keys that Capstan itself has put on an account. */
export interface OwnKeys {
  /** Of any version. */
  readonly ever: readonly string[];
  /** Of those that were not replaced by the time of the last look. */
  readonly valid: readonly string[];
}

const NO_OWN_KEYS: OwnKeys = { ever: [], valid: [] };

/** Where no policy says after how many days without a login an account is stale. */
const STALE_AFTER_DAYS = 90;
const OLD_PASSWORD_DAYS = 365;
/** Evidence is for people: of a long list its beginning. */
const MOST_EVIDENCE_CHARACTERS = 300;

/** @param now the moment of the look at the facts, of what none of them says since when it is so. */
export function managedAccountSuspicions(
  account: AccountOfDevice,
  ownKeys: OwnKeys,
  policy: EffectivePolicy,
  now: Date,
): Suspicion[] {
  if (account.gone_at !== null) {
    return [about(account, { signal: 'account_gone', severity: 'medium', since: account.gone_at })];
  }
  return [...changeSuspicions(account, ownKeys), ...cutSuspicions(account, now), ...staleSuspicions(account, policy)];
}

export function unmanagedAccountSuspicions(account: AccountOfDevice, policy: EffectivePolicy, now: Date): Suspicion[] {
  if (account.gone_at !== null) return [];
  return [
    ...(account.privileged === true ? privilegedSuspicions(account, now) : []),
    ...changeSuspicions(account, NO_OWN_KEYS),
    ...cutSuspicions(account, now),
    ...staleSuspicions(account, policy),
    ...passwordSuspicions(account),
  ];
}

type Draft = Parameters<typeof suspicion>[0];

/** @param look the job of the look that saw it: a further change is another finding, whoever has accepted the one before. */
function about({ device_id, name }: AccountOfDevice, draft: Draft, look?: number): Suspicion {
  const subject = `device:${device_id} account:${name}${look === undefined ? '' : ` look:${look}`}`;
  const evidence = { account: name, ...(look === undefined ? {} : { job_id: look }), ...draft.evidence };
  return suspicion({ ...draft, subject, account: name, evidence });
}

/** Whether somebody may get in: an account whose password is locked still takes keys, seen or not. */
function letsIn({ can_log_in, locked, keys, not_observed }: AccountOfDevice): boolean {
  const mayTakeKeys = keys.length > 0 || not_observed.includes('keys');
  return can_log_in !== false && (locked !== true || mayTakeKeys);
}

function privilegedSuspicions(account: AccountOfDevice, now: Date): Suspicion[] {
  const { appeared = null } = account;
  const evidence = { privileges: namesOf(account.privileges) };
  const unmanaged = about(account, {
    signal: 'unmanaged_privileged_account',
    severity: letsIn(account) ? 'high' : 'low',
    since: now,
    evidence,
  });
  if (appeared === null) return [unmanaged];
  const { at: since, job_id } = appeared;
  const until = new Date(since.getTime() + NEWS_OF_MS);
  const fresh: Draft = { signal: 'new_privileged_account', severity: 'high', since, until, evidence };
  return [unmanaged, about(account, fresh, job_id)];
}

function changeSuspicions(account: AccountOfDevice, ownKeys: OwnKeys): Suspicion[] {
  const { privileges_change: privileges = null, keys_change: keys = null } = account;
  return [
    ...(privileges === null ? [] : privilegesChanged(account, privileges)),
    ...(keys === null ? [] : keysChanged(account, keys, ownKeys)),
  ];
}

/** Behind as many keys as are read anybody could hide one more. */
function cutSuspicions(account: AccountOfDevice, now: Date): Suspicion[] {
  if (account.keys_cut !== true || account.can_log_in === false) return [];
  const severity = account.privileged === false ? 'medium' : 'high';
  return [about(account, { signal: 'keys_changed', severity, since: now, evidence: { keys: 'not wholly readable' } })];
}

function privilegesChanged(account: AccountOfDevice, change: NotedChange<Privilege>): Suspicion[] {
  const [gained, lost] = differences(change.before, account.privileges, ({ name }) => name);
  const isMore = isPrivileged({ privileges: gained, not_observed: [] }) === true;
  const evidence = { gained: namesOf(gained), lost: namesOf(lost) };
  return [changed(account, change, 'privileges_changed', isMore ? 'high' : 'low', evidence)];
}

/**
 * Where Capstan has rotated a key itself, nothing has changed that anybody has to look at. That one which it has replaced is
 * there again, somebody else has done.
 */
function keysChanged(account: AccountOfDevice, change: NotedChange<FoundKey>, ownKeys: OwnKeys): Suspicion[] {
  const [gained, lost] = differences(
    change.before.filter(({ fingerprint }) => !ownKeys.ever.includes(fingerprint)),
    account.keys.filter(({ fingerprint }) => !ownKeys.valid.includes(fingerprint)),
    ({ fingerprint, use }) => `${fingerprint} ${use}`,
  );
  if (gained.length === 0 && lost.length === 0) return [];
  const severity = gained.length === 0 ? 'low' : account.privileged === false ? 'medium' : 'high';
  const told = (keys: readonly FoundKey[]) => cut(keys.map(({ fingerprint }) => fingerprint).join(' '));
  const evidence = { gained: told(gained), lost: told(lost) };
  return [changed(account, change, 'keys_changed', severity, evidence)];
}

function changed(
  account: AccountOfDevice,
  { at: since, job_id }: Appearance,
  signal: 'privileges_changed' | 'keys_changed',
  severity: Severity,
  evidence: Suspicion['evidence'],
): Suspicion {
  const until = new Date(since.getTime() + NEWS_OF_MS);
  return about(account, { signal, severity, since, until, evidence }, job_id);
}

/**
 * Where the target does not tell logins, nobody can say, nor of the time since the last look. One that never logged in
 * counts from when it is known to be there.
 */
function staleSuspicions(account: AccountOfDevice, policy: EffectivePolicy): Suspicion[] {
  const { last_login_at, privileged } = account;
  if (hidesLogins(account) || !letsIn(account)) return [];
  const days = ruleValue(policy, 'stale_account_days') ?? STALE_AFTER_DAYS;
  const from = last_login_at === null ? knownSince(account) : new Date(last_login_at);
  const since = new Date(from.getTime() + days * DAY_MS);
  if (since > account.last_seen_at) return [];
  const evidence = { last_login_at, after_days: days, ...ruleEvidence(policy, 'stale_account_days') };
  const severity = privileged === false ? 'low' : 'medium';
  return [about(account, { signal: 'stale_account', severity, since, evidence })];
}

/** Whether nobody can say how long ago somebody has logged in, though somebody may. */
export function isUseUnknown(account: AccountOfDevice): boolean {
  return hidesLogins(account) && letsIn(account);
}

function hidesLogins({ not_observed }: AccountOfDevice): boolean {
  return not_observed.includes('last_login_at');
}

function knownSince({ first_seen_at, password_changed_at }: AccountOfDevice): Date {
  const hadPasswordAt = password_changed_at === null ? first_seen_at : new Date(password_changed_at);
  return hadPasswordAt < first_seen_at ? hadPasswordAt : first_seen_at;
}

/** As of the last look, as well. The age of what a resource holds is that of its own secret. */
function passwordSuspicions(account: AccountOfDevice): Suspicion[] {
  const { password, password_changed_at, can_log_in, locked, last_seen_at, not_observed } = account;
  const isUsable = can_log_in !== false && locked !== true && (password === 'set' || password === 'weakly_hashed');
  if (!isUsable || password_changed_at === null || not_observed.includes('password_changed_at')) return [];
  const since = new Date(Date.parse(password_changed_at) + OLD_PASSWORD_DAYS * DAY_MS);
  if (since > last_seen_at) return [];
  return [about(account, { signal: 'weak_password_age', severity: 'low', since, evidence: { password_changed_at } })];
}

/** What is there and was not, and what was and is not. */
function differences<Fact>(before: readonly Fact[], after: readonly Fact[], keyOf: (fact: Fact) => string) {
  const without = (some: readonly Fact[], others: readonly Fact[]) => {
    const keys = new Set(others.map(keyOf));
    return some.filter((fact) => !keys.has(keyOf(fact)));
  };
  return [without(after, before), without(before, after)] as const;
}

function namesOf(privileges: readonly Privilege[]): string {
  return cut([...new Set(privileges.map(({ name }) => name))].join(' '));
}

function cut(text: string): string {
  return text.length <= MOST_EVIDENCE_CHARACTERS ? text : `${text.slice(0, MOST_EVIDENCE_CHARACTERS - 2)} …`;
}
