/** Who may do what by sudo: what sudo's own `cvtsudoers -f json -e` says of sudoers, aliases resolved and includes read. */

import { z } from 'zod';
import type { Privilege } from '../domain/discovery.ts';

/** What sudo knows an account by. */
export interface SudoIdentity {
  readonly name: string;
  readonly uid: number;
  /** All of them, the primary one too. */
  readonly groups: readonly { readonly name: string; readonly gid: number }[];
}

const entry = z.record(z.string(), z.unknown());
const sudoers = z.object({
  User_Specs: z
    .array(
      z.object({
        User_List: z.array(entry),
        Cmnd_Specs: z.array(z.object({ runasusers: z.array(entry).optional(), Commands: z.array(entry) })),
      }),
    )
    .default([]),
});

type Entry = z.infer<typeof entry>;
type Spec = z.infer<typeof sudoers>['User_Specs'][number];

/** Kinds of users in a rule that are told here whether they are an account. */
const UNDERSTOOD = ['username', 'userid', 'usergroup', 'usergid'];

export class Sudoers {
  readonly #specs: readonly Spec[];

  /** @throws Error where it is not what cvtsudoers prints. */
  constructor(json: string) {
    this.#specs = sudoers.parse(json.trim() === '' ? {} : JSON.parse(json)).User_Specs;
  }

  /** Kinds of users that rules name and nobody here can resolve, as netgroups. */
  get notUnderstood(): readonly string[] {
    const kinds = this.#specs.flatMap(({ User_List }) => User_List.flatMap((user) => Object.keys(user)));
    return [...new Set(kinds)].filter((kind) => kind !== 'negated' && !UNDERSTOOD.includes(kind));
  }

  /**
   * On whichever host a rule is for, and however a later rule may take it back: it says rather too much than too little.
   * `sudo_all` where every command may be run as root, or as anybody; what single commands let be done nobody can say.
   */
  privilegesOf(account: SudoIdentity): readonly Privilege[] {
    const found = new Map<Privilege['name'], Privilege>();
    for (const { User_List, Cmnd_Specs } of this.#specs) {
      const via = matchOf(User_List, account);
      if (via === undefined) continue;
      for (const { runasusers, Commands } of Cmnd_Specs) {
        const allowed = Commands.filter(({ negated }) => negated !== true);
        if (allowed.length === 0) continue;
        const isAll = allowed.some(({ command }) => command === 'ALL') && (runasusers ?? [ROOT]).some(isRoot);
        const name = isAll ? 'sudo_all' : 'sudo_limited';
        if (!found.has(name) || via === null) found.set(name, { name, via });
      }
    }
    return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
  }
}

const ROOT = { username: 'root' };

function isRoot({ username, userid, negated }: Entry): boolean {
  return negated !== true && (username === 'root' || username === 'ALL' || userid === 0);
}

/** The last entry that fits decides, as for sudo. @returns the group by which; null: by itself; undefined: not meant. */
function matchOf(users: readonly Entry[], account: SudoIdentity): string | null | undefined {
  let match: string | null | undefined;
  for (const user of users) {
    const via = viaOf(user, account);
    if (via !== undefined) match = user['negated'] === true ? undefined : via;
  }
  return match;
}

function viaOf({ username, userid, usergroup, usergid }: Entry, account: SudoIdentity): string | null | undefined {
  if (username === 'ALL' || username === account.name || userid === account.uid) return null;
  return account.groups.find(({ name, gid }) => name === usergroup || gid === usergid)?.name;
}
