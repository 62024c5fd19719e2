/** Holds what a target says of its accounts against what can be true and can be kept, before anybody works on it. */

import { type AccountsRead, type FoundAccount, MOST_ACCOUNTS } from '../domain/discovery.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import type { TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';

const MAX_NAME_CHARACTERS = 256;
/** Of groups, privileges and keys each. */
const MAX_ENTRIES = 1_000;
const MAX_REMARKS = 20;
/** Of all names that are told of accounts, keys and groups. */
const MAX_TOTAL_CHARACTERS = 32 * 1024 * 1024;

/** @throws TargetFailure `protocol_error` where it is too much, or says two things of one account. */
export function boundedAccounts({ accounts, remarks }: AccountsRead, { endpoint }: TargetContext): AccountsRead {
  const refuse = (what: string) => new TargetFailure('protocol_error', `${place(endpoint)} ${what}; nothing was kept`);
  if (accounts.length > MOST_ACCOUNTS) throw refuse(`has more than ${MOST_ACCOUNTS} accounts, too many for a look`);
  const names = new Set(accounts.map(({ name }) => name));
  if (names.size !== accounts.length) throw refuse('names an account twice');
  let characters = 0;
  for (const account of accounts) {
    if (account.name === '' || account.name.length > MAX_NAME_CHARACTERS) throw refuse('names an account at length');
    if (mostEntries(account) > MAX_ENTRIES) {
      throw refuse(`tells more than ${MAX_ENTRIES} groups or keys of one account`);
    }
    characters += sizeOf(account);
    if (characters > MAX_TOTAL_CHARACTERS) throw refuse('tells more of its accounts than can be kept');
  }
  return { accounts, remarks: remarks.slice(0, MAX_REMARKS) };
}

function mostEntries({ groups, privileges, keys }: FoundAccount): number {
  return Math.max(groups.length, privileges.length, keys.length);
}

function sizeOf({ name, groups, keys }: FoundAccount): number {
  const lengthOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0);
  return name.length + lengthOf(groups) + lengthOf(keys.map(({ fingerprint, type }) => fingerprint + type));
}
