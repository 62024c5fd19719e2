/** What a subject holds in an organization: its own grants and those of its groups, with what their roles permit. */

import type { ClientSession } from 'mongoose';
import type { HeldGrant, SubjectType } from '../../domain/access.ts';
import { BUILT_IN_ROLES, effectiveIn, type Permission } from '../../domain/permissions.ts';
import type { GrantDocument } from '../models/access.ts';
import type { Store } from '../store.ts';

export interface Subject {
  readonly type: SubjectType;
  readonly id: number;
}

/** Permissions of roles of the organization by name. */
export type RoleTable = ReadonlyMap<string, ReadonlySet<Permission>>;

/**
 * Which roles and groups count. `active`: those alone; so it is for every decision. `all`: what can be made active
 * again counts as well, for who may take somebody in hand.
 */
export type Counting = 'active' | 'all';

export async function loadRoles(
  store: Store,
  organizationId: number,
  session?: ClientSession,
  counting: Counting = 'active',
): Promise<RoleTable> {
  const own = await store.models.roles
    .find(
      { organization_id: organizationId, ...statusOf(counting) },
      { name: 1, permissions: 1 },
      session ? { session } : {},
    )
    .lean();
  const table = new Map<string, ReadonlySet<Permission>>();
  for (const { name, permissions } of own) table.set(name, new Set(effectiveIn(organizationId, permissions)));
  // Last: no role of an organization's own can take the place of a built-in one.
  for (const [name, permissions] of Object.entries(BUILT_IN_ROLES)) {
    table.set(name, new Set(effectiveIn(organizationId, permissions)));
  }
  return table;
}

function statusOf(counting: Counting): { readonly status?: 'active' } {
  return counting === 'active' ? { status: 'active' } : {};
}

/** Groups of the organization that the user is in. */
export async function groupsOf(
  store: Store,
  organizationId: number,
  userId: number,
  session?: ClientSession,
  counting: Counting = 'active',
): Promise<number[]> {
  const options = session ? { session } : {};
  const memberships = await store.models.groupMembers
    .find({ user_id: userId, organization_id: organizationId }, { group_id: 1 }, options)
    .lean();
  if (memberships.length === 0) return [];
  const groups = await store.models.groups
    .find(
      {
        _id: { $in: memberships.map(({ group_id }) => group_id) },
        organization_id: organizationId,
        ...statusOf(counting),
      },
      { _id: 1 },
      options,
    )
    .lean();
  return groups.map(({ _id }) => _id);
}

/** Active grants of the subject, expired ones included: whoever decides has the clock. */
export async function loadHeldGrants(
  store: Store,
  organizationId: number,
  subject: Subject,
  roles: RoleTable,
  session?: ClientSession,
  counting: Counting = 'active',
): Promise<HeldGrant[]> {
  const groupIds = subject.type === 'user' ? await groupsOf(store, organizationId, subject.id, session, counting) : [];
  const holders = [
    { subject_type: subject.type, subject_id: { $in: [subject.id] } },
    { subject_type: 'group' as const, subject_id: { $in: groupIds } },
  ];
  const grants = await store.models.grants
    .find({ organization_id: organizationId, status: 'active', $or: holders }, HELD_FIELDS, session ? { session } : {})
    .lean<HeldRow[]>();
  return grants.map((grant) => heldGrant(grant, roles));
}

export const HELD_FIELDS = {
  subject_type: 1,
  subject_id: 1,
  role: 1,
  scope_id: 1,
  resource_id: 1,
  expires_at: 1,
} as const;

type HeldRow = Pick<
  GrantDocument,
  '_id' | 'subject_type' | 'subject_id' | 'role' | 'scope_id' | 'resource_id' | 'expires_at'
>;

const NOTHING: ReadonlySet<Permission> = new Set();

export function heldGrant(grant: HeldRow, roles: RoleTable): HeldGrant {
  return {
    id: grant._id,
    role: grant.role,
    permissions: roles.get(grant.role) ?? NOTHING,
    scopeId: grant.scope_id,
    resourceId: grant.resource_id,
    expiresAt: grant.expires_at,
    groupId: grant.subject_type === 'group' ? grant.subject_id : null,
  };
}
