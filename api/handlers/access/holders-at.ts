/** Everybody who holds something at a place, by whatever grant and through whatever group, page by page. */

import type { HeldGrant, Place } from '../../../domain/access.ts';
import type { Permission } from '../../../domain/permissions.ts';
import { HELD_FIELDS, heldGrant, type RoleTable } from '../../../store/access/held-grants.ts';
import type { GrantDocument } from '../../../store/models/access.ts';
import type { Request } from '../../operation.ts';
import { byGrantId, SHOWN_GRANTS } from '../held-grant.ts';

type AccessRequest = Request<'listResourceAccess'>;

export interface HolderKey {
  readonly type: 'application' | 'user';
  readonly id: number;
}

export interface Holder extends HolderKey {
  readonly permissions: ReadonlySet<Permission>;
  /** The first of the grants, by id. */
  readonly through: readonly HeldGrant[];
  readonly grantCount: number;
}

/** Grants of one subject, worked out once for all who hold them. */
type Bundle = Omit<Holder, 'type' | 'id'>;

/**
 * Applications come first, then users, by id; those who are inactive as well. Only the holders of a page are read
 * with their grants: who they are, the database sorts out.
 */
export class Holders {
  readonly #request: AccessRequest;
  readonly #roles: RoleTable;
  readonly #covering: Condition;
  #groups: Promise<ReadonlyMap<number, Bundle>> | undefined;

  constructor(request: AccessRequest, place: Place, roles: RoleTable) {
    this.#request = request;
    this.#roles = roles;
    this.#covering = coveringCondition(request, place, roles);
  }

  /** The next `count` after `position`; fewer only where no more are left. */
  async after(position: HolderKey | undefined, count: number): Promise<Holder[]> {
    this.#groups ??= this.#groupBundles();
    const groups = await this.#groups;
    const direct = await this.#directHolders(position, count);
    const keys = new Map([...direct].map(([key, { holder }]) => [key, holder]));
    for (const member of await this.#members([...groups.keys()], position, count)) keys.set(keyOf(member), member);
    const page = [...keys.values()].sort(byTypeAndId).slice(0, count);
    const groupsOf = await this.#memberships(page, [...groups.keys()]);
    return page.map((key) => {
      const own = direct.get(keyOf(key))?.bundle;
      const shared = (groupsOf.get(keyOf(key)) ?? []).flatMap((id) => groups.get(id) ?? []);
      return { ...key, ...union(own ? [own, ...shared] : shared) };
    });
  }

  /** Grants come in the order of their subjects, and no more of them than it takes. */
  async #directHolders(position: HolderKey | undefined, count: number) {
    const held = new Map<string, { readonly holder: HolderKey; readonly grants: HeldGrant[] }>();
    const cursor = this.#find({ subject_type: { $ne: 'group' }, ...(position ? afterPosition(position) : {}) })
      .sort({ subject_type: 1, subject_id: 1 })
      .lean<GrantRow[]>()
      .cursor({ batchSize: count + 1 });
    for await (const grant of cursor) {
      const holder = holderKey(grant);
      const found = held.get(keyOf(holder));
      if (found) found.grants.push(heldGrant(grant, this.#roles));
      else if (held.size === count) break;
      else held.set(keyOf(holder), { holder, grants: [heldGrant(grant, this.#roles)] });
    }
    return new Map([...held].map(([key, { holder, grants }]) => [key, { holder, bundle: bundleOf(grants) }]));
  }

  async #members(groupIds: readonly number[], position: HolderKey | undefined, count: number): Promise<HolderKey[]> {
    if (groupIds.length === 0) return [];
    const rows = await this.#request.means.store.models.groupMembers.aggregate<{ readonly _id: number }>([
      {
        $match: {
          group_id: { $in: groupIds },
          ...(position?.type === 'user' ? { user_id: { $gt: position.id } } : {}),
        },
      },
      { $group: { _id: '$user_id' } },
      { $sort: { _id: 1 } },
      { $limit: count },
    ]);
    return rows.map(({ _id }) => ({ type: 'user', id: _id }));
  }

  /** What the groups hold at the place; those that are inactive give it to nobody. */
  async #groupBundles(): Promise<ReadonlyMap<number, Bundle>> {
    const { organizationId, means } = this.#request;
    const grants = await this.#find({ subject_type: 'group' }).lean<GrantRow[]>();
    const ids = [...new Set(grants.map(({ subject_id }) => subject_id))];
    if (ids.length === 0) return new Map();
    const active = await means.store.models.groups
      .find({ _id: { $in: ids }, organization_id: organizationId, status: 'active' }, { _id: 1 })
      .lean();
    const held = new Map<number, HeldGrant[]>(active.map(({ _id }) => [_id, []]));
    for (const grant of grants) held.get(grant.subject_id)?.push(heldGrant(grant, this.#roles));
    return new Map([...held].map(([id, found]) => [id, bundleOf(found)]));
  }

  async #memberships(page: readonly HolderKey[], groupIds: readonly number[]): Promise<Map<string, number[]>> {
    const userIds = page.flatMap(({ type, id }) => (type === 'user' ? [id] : []));
    const groupsOf = new Map<string, number[]>();
    if (groupIds.length === 0 || userIds.length === 0) return groupsOf;
    const rows = await this.#request.means.store.models.groupMembers
      .find({ user_id: { $in: userIds }, group_id: { $in: [...groupIds] } }, { _id: 0, group_id: 1, user_id: 1 })
      .lean();
    for (const { group_id, user_id } of rows) {
      const key = keyOf({ type: 'user', id: user_id });
      groupsOf.set(key, [...(groupsOf.get(key) ?? []), group_id]);
    }
    return groupsOf;
  }

  #find(subjects: Condition) {
    return this.#request.means.store.models.grants.find(Object({ ...this.#covering, ...subjects }), HELD_FIELDS);
  }
}

type Condition = Readonly<Record<string, unknown>>;
type GrantRow = Pick<
  GrantDocument,
  '_id' | 'subject_type' | 'subject_id' | 'role' | 'scope_id' | 'resource_id' | 'expires_at'
>;

/** The grants in force that cover the place. */
function coveringCondition(
  { access, organizationId, query: asked, now }: AccessRequest,
  place: Place,
  roles: RoleTable,
): Condition {
  const { tree } = access.profile;
  const permitting = [...roles].flatMap(([name, permissions]) =>
    asked.permission === undefined || permissions.has(asked.permission) ? [name] : [],
  );
  const lineage = tree.lineage(place.scopeId ?? tree.rootId);
  return {
    organization_id: organizationId,
    status: 'active',
    role: { $in: permitting },
    // Holds for those without an end as well, and leaves `$or` to the place.
    expires_at: { $not: { $lte: now } },
    $or: [{ scope_id: { $in: [...lineage] }, resource_id: null }, { resource_id: place.resourceId }],
  };
}

function afterPosition({ type, id }: HolderKey): Condition {
  const sameType = { subject_type: type, subject_id: { $gt: id } };
  return type === 'user' ? sameType : { $and: [{ $or: [sameType, { subject_type: 'user' }] }] };
}

function holderKey({ subject_type, subject_id }: GrantRow): HolderKey {
  return { type: subject_type === 'application' ? 'application' : 'user', id: subject_id };
}

function keyOf({ type, id }: { readonly type: string; readonly id: number }): string {
  return `${type}:${id}`;
}

function byTypeAndId(a: HolderKey, b: HolderKey): number {
  return a.type === b.type ? a.id - b.id : a.type < b.type ? -1 : 1;
}

function bundleOf(grants: readonly HeldGrant[]): Bundle {
  return {
    permissions: new Set(grants.flatMap(({ permissions }) => [...permissions])),
    through: grants.toSorted(byGrantId).slice(0, SHOWN_GRANTS),
    grantCount: grants.length,
  };
}

function union(bundles: readonly Bundle[]): Bundle {
  const [only, ...others] = bundles;
  if (only && others.length === 0) return only;
  return {
    permissions: new Set(bundles.flatMap(({ permissions }) => [...permissions])),
    through: bundles
      .flatMap(({ through }) => through)
      .sort(byGrantId)
      .slice(0, SHOWN_GRANTS),
    grantCount: bundles.reduce((sum, { grantCount }) => sum + grantCount, 0),
  };
}
