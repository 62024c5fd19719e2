/** Reads which keys log in as the accounts of a Linux machine, so that what one user writes hides nobody else's. */

import type { FoundAccount, Remark } from '../domain/discovery.ts';
import {
  closedHomes,
  FIND_IN_USUAL_HOMES,
  findInHomes,
  gaveUp,
  isPlainPath,
  isUsualHome,
  type KeysOfHome,
  keysByHome,
} from './authorized-key-files.ts';
import type { PasswdEntry } from './linux-account-lists.ts';
import type { AsRoot, Told } from './linux-commands.ts';
import type { AnswerBound } from './ssh-command.ts';

/** So much that many users have to fill their files for it to be too little. */
const BOUND_OF_KEYS: AnswerBound = { maxCharacters: 32 * 1024 * 1024, whenLonger: 'cut' };
const HOMES_AT_ONCE = 200;
/** Of accounts, in one remark. */
const MOST_NAMED = 20;
const NO_KEYS: KeysOfHome = { keys: [], isCut: false };

export interface KeysRead {
  /** undefined: nobody knows. */
  of(home: string): KeysOfHome | undefined;
  readonly isWhole: boolean;
  /** Homes that root itself may not read. */
  readonly closed: number;
}

const TOO_MANY_KEYS = 'the authorized_keys files hold more than can be read: whose come last is not known';

/** Users may write what they like into their files: what is beyond all bounds hides keys that come after it, and nothing else. */
export async function readLinuxKeys(
  asRoot: AsRoot,
  isRoot: boolean,
  entries: readonly PasswdEntry[],
): Promise<Told<KeysRead>> {
  const homes = [...new Set(entries.map(homeOf))].filter((home) => !isUsualHome(home) && isPlainPath(home));
  const elsewhere = isRoot ? homes : [];
  const byHome = new Map<string, KeysOfHome>();
  let [isWhole, closed] = [true, 0];
  const read = async (command: string, expected: readonly string[]): Promise<string | null> => {
    const answer = await asRoot(command, BOUND_OF_KEYS);
    if ('hidden' in answer) return answer.hidden;
    const { stdout, stderr, isCut } = answer.value;
    const isAll = !isCut && !gaveUp(stderr);
    isWhole &&= isAll;
    for (const home of isAll ? expected : []) byHome.set(home, NO_KEYS);
    for (const [home, keys] of keysByHome(stdout, isAll)) byHome.set(home, keys);
    for (const home of closedHomes(stderr)) {
      if (byHome.delete(home)) closed += 1;
    }
    return null;
  };
  const usual = entries.map(homeOf).filter(isUsualHome);
  let hidden = await read(FIND_IN_USUAL_HOMES, usual);
  for (let at = 0; at < elsewhere.length && hidden === null; at += HOMES_AT_ONCE) {
    const some = elsewhere.slice(at, at + HOMES_AT_ONCE);
    hidden = await read(findInHomes(some), some);
  }
  if (hidden !== null) return { hidden };
  return { value: { of: (home) => byHome.get(home), isWhole, closed } };
}

export function remarksOnKeys({ isWhole, closed }: KeysRead, accounts: readonly FoundAccount[]): Remark[] {
  return [
    ...(isWhole ? [] : [{ fact: 'keys', detail: TOO_MANY_KEYS } as const]),
    ...(closed === 0 ? [] : [{ fact: 'keys', detail: `${closed} homes are closed to root, as on NFS` } as const]),
    ...remarkOnCut(accounts),
  ];
}

function remarkOnCut(accounts: readonly FoundAccount[]): Remark[] {
  const names = accounts.filter(({ keys_cut }) => keys_cut).map(({ name }) => name);
  if (names.length === 0) return [];
  const named = names.slice(0, MOST_NAMED).join(', ');
  const more = names.length > MOST_NAMED ? `, and of ${names.length - MOST_NAMED} more` : '';
  return [{ fact: 'keys', detail: `files of keys hold more than is read: of ${named}${more}` }];
}

export function homeOf({ home }: PasswdEntry): string {
  return home.length > 1 ? home.replace(/\/+$/, '') : home;
}
