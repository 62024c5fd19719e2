/** What is found about accounts that were looked at, what is remembered of their changes, and when each goes. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEWS_OF_MS, type NotedChange, noteChange } from '../../domain/account-news.ts';
import type { FoundKey, Privilege } from '../../domain/discovery.ts';
import { effectivePolicy, NO_POLICY } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { type AccountOfDevice, managedAccountSuspicions } from '../../domain/posture/account-suspicions.ts';
import { devicePostureOf, type KnownFinding, MOST_OF_A_SIGNAL } from '../../domain/posture/device-posture.ts';
import { remedyOf } from '../../domain/posture/remedies.ts';
import { postureAt, type Suspicion } from '../../domain/posture/suspicion.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-06-01T12:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const ROOT: Privilege = { name: 'root', via: null };
const SUDO: Privilege = { name: 'sudo_all', via: 'ops' };
const CREATEDB: Privilege = { name: 'createdb', via: null };
const key = (name: string): FoundKey => ({ fingerprint: `SHA256:${name}`, type: 'ssh-ed25519', use: 'login' });
const LOOK = { at: NOW, job_id: 9 } as const;

const LOOKED = { deviceId: 3, lookedAt: NOW, wantedSince: null };
/** Nothing is found about it. */
const PLAIN: AccountOfDevice = {
  device_id: 3,
  name: 'app',
  can_log_in: true,
  locked: false,
  password: 'set',
  password_changed_at: ago(10).toISOString(),
  last_login_at: ago(1).toISOString(),
  privileges: [],
  keys: [],
  not_observed: [],
  privileged: false,
  first_seen_at: ago(20),
  last_seen_at: NOW,
  gone_at: null,
  appeared: null,
  privileges_change: null,
  keys_change: null,
};

function policyOf(rules: PolicyRules) {
  const bound = { bindingId: 5, policyId: 6, policyName: 'p', version: 7, targetType: 'scope', targetId: 1 } as const;
  return effectivePolicy([{ ...bound, rules, conditions: null }], { lineage: [1], resourceId: null });
}

const inWords = ({ signal, subject, severity }: Suspicion) => `${signal} ${subject} ${severity}`;

function unmanaged(changed: Partial<AccountOfDevice>, now = NOW, policy = NO_POLICY): string[] {
  return devicePostureOf({ ...LOOKED, accounts: [{ ...PLAIN, ...changed }], policy }, [], now).found.map(inWords);
}

function managed(changed: Partial<AccountOfDevice>, ever: readonly string[] = [], valid = ever): string[] {
  const ownKeys = { ever, valid };
  return postureAt(managedAccountSuspicions({ ...PLAIN, ...changed }, ownKeys, NO_POLICY, NOW), NOW).found.map(inWords);
}

describe('what is found about an account', () => {
  it('is nothing where all is well, whether somebody manages it or not', () => {
    assert.deepEqual([unmanaged({}), managed({})], [[], []]);
  });

  it('is that nobody manages it where it is privileged; little of it where nobody gets in', () => {
    const root = { privileged: true, privileges: [ROOT] };
    assert.deepEqual(unmanaged(root), ['unmanaged_privileged_account device:3 account:app high']);
    assert.deepEqual(unmanaged({ ...root, locked: true }), ['unmanaged_privileged_account device:3 account:app low']);
    assert.deepEqual(unmanaged({ ...root, locked: true, keys: [key('a')] }), unmanaged(root));
    assert.deepEqual(unmanaged({ ...root, locked: true, not_observed: ['keys'] }), unmanaged(root));
    assert.deepEqual(unmanaged({ ...root, privileged: null }), []);
    assert.deepEqual(managed(root), []);
  });

  it('is that it has appeared, for 90 days, where it is privileged and nobody manages it', () => {
    const fresh = {
      privileged: true,
      privileges: [ROOT],
      appeared: { at: ago(89), job_id: 4 },
      last_login_at: NOW.toISOString(),
    };
    assert.ok(unmanaged(fresh).includes('new_privileged_account device:3 account:app look:4 high'));
    const later = new Date(ago(89).getTime() + NEWS_OF_MS);
    assert.deepEqual(unmanaged(fresh, later), ['unmanaged_privileged_account device:3 account:app high']);
    assert.deepEqual(unmanaged({ appeared: { at: ago(1), job_id: 4 } }), []);
    assert.deepEqual(managed(fresh), []);
  });

  it('is that its privileges have changed, at whichever it is managed, and more so where it has gained some', () => {
    const change = { at: ago(1), job_id: 4, before: [CREATEDB] };
    const gained = { privileges: [CREATEDB, SUDO], privileged: true, privileges_change: change };
    assert.deepEqual(managed(gained), ['privileges_changed device:3 account:app look:4 high']);
    assert.ok(unmanaged(gained).includes('privileges_changed device:3 account:app look:4 high'));
    assert.deepEqual(managed({ privileges_change: change }), ['privileges_changed device:3 account:app look:4 low']);
  });

  it('is that its keys have changed, and not by what Capstan has put there itself', () => {
    const change = { at: ago(1), job_id: 4, before: [key('old')] };
    const other = { keys: [key('new')], keys_change: change };
    assert.deepEqual(managed(other), ['keys_changed device:3 account:app look:4 medium']);
    assert.deepEqual(managed({ ...other, privileged: true }), ['keys_changed device:3 account:app look:4 high']);
    assert.deepEqual(managed({ keys_change: change }), ['keys_changed device:3 account:app look:4 low']);
    assert.deepEqual(managed(other, ['SHA256:old', 'SHA256:new']), []);
    assert.deepEqual(managed(other, ['SHA256:old']), managed(other));
    assert.deepEqual(managed({ keys_change: change }, ['SHA256:old'], []), []);
    // One that it has replaced is put back: it was there before the first change that is told, which was the replacement.
    const back = { ...other, keys: [key('new'), key('old')] };
    assert.deepEqual(managed(back, ['SHA256:old', 'SHA256:new'], ['SHA256:new']), managed(other));
  });

  it('is that its files hold more keys than are read, whoever manages it: its owner could hide one more', () => {
    const cut = { keys_cut: true, not_observed: ['keys'] as const };
    assert.deepEqual(unmanaged(cut), ['keys_changed device:3 account:app medium']);
    assert.deepEqual(managed({ ...cut, privileged: true }), ['keys_changed device:3 account:app high']);
    assert.deepEqual(managed({ ...cut, can_log_in: false }), []);
  });

  it('is that it is gone, where a resource names it', () => {
    const gone = { gone_at: ago(1), privileged: true, privileges: [ROOT] };
    assert.deepEqual([unmanaged(gone), managed(gone)], [[], ['account_gone device:3 account:app medium']]);
  });

  it('is that nobody has logged in for as long as the policy says, where the target tells logins', () => {
    const stale = { last_login_at: ago(90).toISOString() };
    assert.deepEqual(unmanaged(stale), ['stale_account device:3 account:app low']);
    assert.deepEqual(managed({ ...stale, privileged: true }), ['stale_account device:3 account:app medium']);
    assert.deepEqual(unmanaged({ ...stale, not_observed: ['last_login_at'] }), []);
    assert.deepEqual(unmanaged({ ...stale, locked: true }), []);
    assert.deepEqual(unmanaged({ ...stale, can_log_in: false }), []);
    assert.deepEqual(unmanaged(stale, NOW, policyOf({ stale_account_days: 91 })), []);
    assert.equal(
      unmanaged({ last_login_at: ago(7).toISOString() }, NOW, policyOf({ stale_account_days: 7 })).length,
      1,
    );
  });

  it('counts the days of one that never logged in from when it is known to have been there', () => {
    const never = { last_login_at: null, password_changed_at: null };
    assert.deepEqual(unmanaged({ ...never, first_seen_at: ago(89) }), []);
    assert.equal(unmanaged({ ...never, first_seen_at: ago(90) }).length, 1);
    assert.equal(unmanaged({ ...never, password_changed_at: ago(90).toISOString() }).length, 1);
  });

  it('is that its password is older than a year, where nobody manages it and somebody could use it', () => {
    const old = { password_changed_at: ago(365).toISOString() };
    assert.deepEqual(unmanaged(old), ['weak_password_age device:3 account:app low']);
    assert.deepEqual([managed(old), unmanaged({ ...old, password: 'none' })], [[], []]);
  });

  it('is nothing that only the time since the last look says: nobody knows who has logged in meanwhile', () => {
    const { found, nextAt } = devicePostureOf({ ...LOOKED, accounts: [PLAIN], policy: NO_POLICY }, [], NOW);
    assert.deepEqual([found, nextAt], [[], null]);
    const years = new Date(NOW.getTime() + 1_000 * DAY_MS);
    assert.deepEqual(unmanaged({}, years), []);
    const old = { last_login_at: ago(90).toISOString(), password_changed_at: ago(365).toISOString() };
    assert.deepEqual(unmanaged({ ...old, last_seen_at: ago(1) }, years), []);
    assert.equal(unmanaged(old, years).length, 2);
    assert.deepEqual(unmanaged({ ...old, not_observed: ['last_login_at', 'password_changed_at'] }, years), []);
  });

  it('is told by time where time changes it: a change is news for so long', () => {
    const change = { at: ago(1), job_id: 4, before: [CREATEDB] };
    const { nextAt } = devicePostureOf(
      { ...LOOKED, accounts: [{ ...PLAIN, privileges_change: change }], policy: NO_POLICY },
      [],
      NOW,
    );
    assert.deepEqual(nextAt, new Date(ago(1).getTime() + NEWS_OF_MS));
  });

  it('is that nobody has looked at its device for a week longer than the policy wants, or ever', () => {
    const policy = policyOf({ discovery_interval_days: 30 });
    const about = { ...LOOKED, accounts: [PLAIN], policy };
    const { found, nextAt } = devicePostureOf(about, [], NOW);
    assert.deepEqual([found, nextAt], [[], new Date(NOW.getTime() + 37 * DAY_MS)]);
    const [overdue, ...others] = devicePostureOf({ ...about, lookedAt: ago(37) }, [], NOW).found;
    assert.deepEqual([overdue?.signal, overdue?.account, overdue?.evidence['lacks']], ['policy_drift', null, 'look']);
    assert.deepEqual(others, []);
    const byPerson = remedyOf({ signal: 'policy_drift', evidence: { lacks: 'look' }, resource_id: null });
    assert.match(JSON.stringify(byPerson), /by hand/);
    assert.deepEqual(devicePostureOf({ ...about, policy: NO_POLICY, lookedAt: ago(900) }, [], NOW).found, []);
    const never = { ...about, lookedAt: null, accounts: [], wantedSince: ago(6) };
    assert.deepEqual(devicePostureOf(never, [], NOW), { found: [], nextAt: new Date(NOW.getTime() + DAY_MS) });
    const [first] = devicePostureOf({ ...never, wantedSince: ago(7) }, [], NOW).found;
    assert.deepEqual([first?.subject, first?.evidence['last_look_at']], [overdue?.subject, null]);
    assert.equal(first?.evidence['wanted_since'], ago(7).toISOString());
  });

  const many = Array.from({ length: 500 }, (_, at) => ({
    ...PLAIN,
    name: `a${1_000 + at}`,
    last_login_at: ago(100).toISOString(),
  }));
  const stale = (accounts: readonly AccountOfDevice[], known: readonly KnownFinding[] = []) =>
    devicePostureOf({ ...LOOKED, accounts, policy: NO_POLICY }, known, NOW).found.map(({ account }) => account);
  const knownOf = (name: string, status: KnownFinding['status']) =>
    ({ signal: 'stale_account', subject: `device:3 account:${name}`, status }) as const;

  it('is told of no more accounts than take all points of a device, the worst first, then by name', () => {
    const told = stale(many.toReversed());
    assert.deepEqual([told.length, told[0], told.at(-1)], [MOST_OF_A_SIGNAL, 'a1000', 'a1199']);
    const worse = stale([...many, { ...PLAIN, name: 'z', last_login_at: ago(100).toISOString(), privileged: null }]);
    assert.deepEqual([worse.length, worse[0], worse.at(-1)], [MOST_OF_A_SIGNAL, 'z', 'a1198']);
  });

  it('is not resolved by what else there is, and what is accepted leaves its place to others', () => {
    const known = many.slice(300).map(({ name }) => knownOf(name, 'open'));
    const told = stale(many, known);
    assert.deepEqual([told.length, told[0], told.at(-1)], [200, 'a1300', 'a1499']);
    const worse = { ...PLAIN, name: 'z', last_login_at: ago(100).toISOString(), privileged: null };
    assert.deepEqual(stale([...many, worse], known).length, 201);
    const accepted = known.map((one) => ({ ...one, status: 'accepted' as const }));
    assert.deepEqual(stale(many, accepted).length, 400);
    assert.equal(stale(many, [knownOf('a1499', 'resolved')]).includes('a1499'), false);
  });
});

describe('what is remembered of a change', () => {
  const note = (noted: NotedChange<string> | null, before: string[], after: string[], at = LOOK.at) =>
    noteChange(noted, { before, after, isChanged: before.join() !== after.join() }, { ...LOOK, at });

  it('is what was there before, until it is so again, in whichever order', () => {
    const noted = note(null, ['a', 'b'], ['c']);
    assert.deepEqual(noted, { ...LOOK, before: ['a', 'b'] });
    assert.deepEqual(note(noted, ['c'], ['c']), noted);
    assert.equal(note(noted, ['c'], ['b', 'a']), null);
  });

  it('is the newest change, against what was there before the first of them', () => {
    const noted = note(null, ['a'], ['b']);
    const later = new Date(NOW.getTime() + DAY_MS);
    assert.deepEqual(note(noted, ['b'], ['c'], later), { at: later, job_id: 9, before: ['a'] });
  });

  it('is forgotten once it is no news: then what is there is what things are compared with', () => {
    const noted = note(null, ['a'], ['b']);
    const later = new Date(NOW.getTime() + NEWS_OF_MS);
    assert.equal(note(noted, ['b'], ['b'], later), null);
    assert.deepEqual(note(noted, ['b'], ['a'], later), { at: later, job_id: 9, before: ['b'] });
  });

  it('is nothing where something was merely seen for the first time', () => {
    assert.equal(noteChange(null, { before: [], after: ['a'], isChanged: false }, LOOK), null);
  });
});
