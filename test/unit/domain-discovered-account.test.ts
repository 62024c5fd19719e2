/** What becomes of an account from look to look: what changed, and what was only not seen. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, compareAccount, type KnownAccount, type LookCounts } from '../../domain/discovered-account.ts';
import type { FoundAccount } from '../../domain/discovery.ts';

const FOUND: FoundAccount = {
  name: 'app',
  system_id: '1001',
  can_log_in: true,
  locked: false,
  password: 'set',
  password_changed_at: null,
  password_expires_at: null,
  last_login_at: null,
  groups: [],
  privileges: [],
  keys: [],
  not_observed: [],
};
const KNOWN: KnownAccount = { ...FOUND, kept: [] };

describe('an account that is looked at again', () => {
  it('has changed in what is seen to be different, and not by logging in', () => {
    const found = { ...FOUND, locked: true, last_login_at: '2026-01-01T00:00:00Z' };
    const { known, changed } = compareAccount(KNOWN, found);
    assert.deepEqual(changed, ['locked']);
    assert.deepEqual(known, { ...found, kept: [] });
  });

  it('stays as it was in what is no longer seen, and is compared with that once it is seen again', () => {
    const hidden = compareAccount(KNOWN, { ...FOUND, password: null, not_observed: ['password'] });
    assert.deepEqual([hidden.changed, hidden.known.password, hidden.known.kept], [[], 'set', ['password']]);
    const again = compareAccount(hidden.known, { ...FOUND, password: 'none' });
    assert.deepEqual([again.changed, again.known.password, again.known.kept], [['password'], 'none', []]);
  });

  it('has not changed in what is seen for the first time', () => {
    const before: KnownAccount = { ...KNOWN, password: null, not_observed: ['password'] };
    assert.deepEqual(compareAccount(before, FOUND).changed, []);
  });

  it('keeps the latest login that any look has seen, where logins are never wholly seen', () => {
    const partly = (last_login_at: string | null, system_id = '1001'): FoundAccount => {
      return { ...FOUND, system_id, last_login_at, not_observed: ['last_login_at'] };
    };
    const before: KnownAccount = { ...partly('2026-01-02T00:00:00Z'), kept: [] };
    const lastOf = (found: FoundAccount) => compareAccount(before, found).known.last_login_at;
    assert.equal(lastOf(partly(null)), '2026-01-02T00:00:00Z');
    assert.equal(lastOf(partly('2026-01-01T00:00:00Z')), '2026-01-02T00:00:00Z');
    assert.equal(lastOf(partly('2026-01-03T00:00:00Z')), '2026-01-03T00:00:00Z');
    assert.equal(lastOf(partly(null, '1002')), null, 'another account has the name');
  });

  it('has changed in what was never wholly seen as far as it is seen', () => {
    const before: KnownAccount = { ...KNOWN, not_observed: ['privileges'] };
    const found: FoundAccount = { ...FOUND, privileges: [{ name: 'root', via: null }], not_observed: ['privileges'] };
    assert.deepEqual(compareAccount(before, found).changed, ['privileges']);
  });
});

it('a first look at a device alarms nobody of what is new', () => {
  const none = {
    seen: 9,
    new: 9,
    gone: 0,
    changed: 0,
    privileged: 2,
    unmanaged: 9,
    privileges_changed: 0,
    keys_changed: 0,
  };
  const counts: LookCounts = { ...none, unmanaged_privileged: 2, new_privileged: 2 };
  assert.deepEqual(codesOf(counts, true), ['unmanaged_privileged_account']);
  assert.deepEqual(codesOf(counts, false), ['new_privileged_account', 'unmanaged_privileged_account']);
});
