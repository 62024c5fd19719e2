/** What roles of a PostgreSQL server may do beyond their own data, by themselves or as members of others. */

import type { Privilege, PrivilegeName } from '../domain/discovery.ts';

const ATTRIBUTES = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'] as const;

/** Of the server's own roles those that reach the machine, or everybody's data. */
const POWERFUL = [
  'pg_execute_server_program',
  'pg_write_server_files',
  'pg_read_server_files',
  'pg_write_all_data',
  'pg_read_all_data',
] as const;

export interface RoleAttributes extends Readonly<Record<(typeof ATTRIBUTES)[number], boolean>> {
  readonly oid: string;
  readonly name: string;
}

export interface Membership {
  readonly member: string;
  readonly role: string;
  /** The member may become the role (SET ROLE), or let itself: that is how attributes are used, which nobody inherits. */
  readonly becomes: boolean;
  /** The same, or it has the rights of the role without becoming it. */
  readonly hasRights: boolean;
}

export class PrivilegesOfRoles {
  readonly #names: ReadonlyMap<string, string>;
  readonly #found = new Map<string, Privilege[]>();
  readonly #groups = new Map<string, string[]>();

  constructor(roles: readonly RoleAttributes[], memberships: readonly Membership[]) {
    this.#names = new Map(roles.map(({ oid, name }) => [oid, name]));
    for (const { member, role } of memberships) listAt(this.#groups, member).push(this.#names.get(role) ?? role);
    const becoming = membersOf(memberships.filter(({ becomes }) => becomes));
    const entitled = membersOf(memberships.filter(({ hasRights }) => hasRights));
    for (const name of ATTRIBUTES) {
      this.#spread(
        name,
        roles.filter((role) => role[name]),
        becoming,
      );
    }
    for (const name of POWERFUL) {
      this.#spread(
        name,
        roles.filter((role) => role.name === name),
        entitled,
      );
    }
  }

  /** In a fixed order, each once: of several ways to it one of the shortest. */
  of(oid: string): readonly Privilege[] {
    return this.#found.get(oid) ?? [];
  }

  /** Roles that it is a member of itself, by name. */
  groupsOf(oid: string): readonly string[] {
    return [...new Set(this.#groups.get(oid) ?? [])].sort();
  }

  /** From those who have it to their members, and on to theirs; each is reached once, whatever circles a server claims. */
  #spread(
    name: PrivilegeName,
    holders: readonly RoleAttributes[],
    members: ReadonlyMap<string, readonly string[]>,
  ): void {
    const reached = new Set(holders.map(({ oid }) => oid));
    for (const { oid } of holders) listAt(this.#found, oid).push({ name, via: null });
    let front = holders.map(({ oid, name: via }) => ({ oid, via }));
    while (front.length > 0) {
      const next: typeof front = [];
      for (const { oid, via } of front) {
        for (const member of members.get(oid) ?? []) {
          if (reached.has(member)) continue;
          reached.add(member);
          listAt(this.#found, member).push({ name, via });
          next.push({ oid: member, via });
        }
      }
      front = next;
    }
  }
}

function membersOf(memberships: readonly Membership[]): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const { member, role } of memberships) listAt(members, role).push(member);
  return members;
}

function listAt<Entry>(lists: Map<string, Entry[]>, key: string): Entry[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
