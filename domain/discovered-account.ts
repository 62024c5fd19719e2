/** What is known of an account after several looks, and what the looks at a device come to. */

import { ACCOUNT_FACTS, type AccountFact, type FoundAccount } from './discovery.ts';

/** What is known of an account after several looks. */
export interface KnownAccount extends FoundAccount {
  /** Of what the last look did not see: that which an earlier one did, and whose value is of then. */
  readonly kept: readonly AccountFact[];
}

export interface Comparison {
  readonly known: KnownAccount;
  readonly changed: readonly AccountFact[];
}

/**
 * What is seen replaces what was known. What is not seen stays as it was where it had been seen, and is no change; that which
 * was never wholly seen is compared as far as it is visible. Logins are no change either.
 */
export function compareAccount(before: KnownAccount, found: FoundAccount): Comparison {
  const wasHidden = before.not_observed.filter((fact) => !before.kept.includes(fact));
  const kept = found.not_observed.filter((fact) => !wasHidden.includes(fact));
  const changed = ACCOUNT_FACTS.filter((fact) => {
    if (fact === 'last_login_at' || kept.includes(fact)) return false;
    // Seen for the first time: that is news of the look, not of the account.
    if (wasHidden.includes(fact) && !found.not_observed.includes(fact)) return false;
    return JSON.stringify(before[fact]) !== JSON.stringify(found[fact]);
  });
  const old = Object.fromEntries(kept.map((fact) => [fact, before[fact]]));
  const last_login_at = found.not_observed.includes('last_login_at')
    ? lastSeenLogin(before, found)
    : found.last_login_at;
  return { known: { ...found, ...old, last_login_at, kept }, changed };
}

/** Where logins are seen in part, the latest that any look has seen: of another account under the same name, its own. */
function lastSeenLogin(before: KnownAccount, found: FoundAccount): string | null {
  const [earlier, now] = [before.system_id === found.system_id ? before.last_login_at : null, found.last_login_at];
  return earlier !== null && (now === null || Date.parse(earlier) > Date.parse(now)) ? earlier : now;
}

/** What findings are built on. */
export const DISCOVERY_CODES = [
  'new_privileged_account',
  'privileges_changed',
  'keys_changed',
  'unmanaged_privileged_account',
] as const;
export type DiscoveryCode = (typeof DISCOVERY_CODES)[number];

/** Of a look, once it is stored. */
export interface LookCounts {
  readonly seen: number;
  readonly new: number;
  readonly gone: number;
  readonly changed: number;
  readonly privileged: number;
  readonly unmanaged: number;
  readonly unmanaged_privileged: number;
  readonly new_privileged: number;
  readonly privileges_changed: number;
  readonly keys_changed: number;
}

/** The first look at a device finds everything new: of that nothing is alarming but what nobody manages. */
export function codesOf(counts: LookCounts, isFirst: boolean): DiscoveryCode[] {
  const codes: DiscoveryCode[] = [];
  if (counts.new_privileged > 0 && !isFirst) codes.push('new_privileged_account');
  if (counts.privileges_changed > 0) codes.push('privileges_changed');
  if (counts.keys_changed > 0) codes.push('keys_changed');
  if (counts.unmanaged_privileged > 0) codes.push('unmanaged_privileged_account');
  return codes;
}
