/** Whether somebody is left who can give rights in an organization, and who needs nobody else to sign in. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../store.ts';

/**
 * An administrator is an active user of the organization itself, with a password, who holds the role admin on the
 * root scope without end, itself or through an active group. Call it after `changeAccess`, so that it still holds at the
 * commit.
 * @param without a grant that is about to end; default: none.
 */
export async function isAdministratorLeft(
  store: Store,
  session: ClientSession,
  organizationId: number,
  without = NO_GRANT,
): Promise<boolean> {
  const { scopes, grants, users } = store.models;
  const root = await scopes
    .findOne({ organization_id: organizationId, parent_id: null }, { _id: 1 }, { session })
    .lean();
  const admins = await grants
    .find(
      {
        _id: { $ne: without },
        organization_id: organizationId,
        status: 'active',
        role: 'admin',
        scope_id: root?._id ?? 0,
        resource_id: null,
        expires_at: null,
      },
      { subject_type: 1, subject_id: 1 },
      { session },
    )
    .lean();
  const idsOf = (type: string) => admins.flatMap((grant) => (grant.subject_type === type ? [grant.subject_id] : []));
  const inGroups = await membersOf(store, session, organizationId, idsOf('group'));
  const isLeft = await users
    .exists({
      _id: { $in: [...idsOf('user'), ...inGroups] },
      organization_id: organizationId,
      status: 'active',
      password_hash: { $type: 'string' },
    })
    .session(session);
  return isLeft !== null;
}

/** Ids begin at 1. */
const NO_GRANT = 0;

async function membersOf(
  store: Store,
  session: ClientSession,
  organizationId: number,
  groupIds: readonly number[],
): Promise<number[]> {
  if (groupIds.length === 0) return [];
  const { groups, groupMembers } = store.models;
  const active = await groups
    .find({ _id: { $in: [...groupIds] }, organization_id: organizationId, status: 'active' }, { _id: 1 }, { session })
    .lean();
  const members = await groupMembers
    .find({ group_id: { $in: active.map(({ _id }) => _id) } }, { user_id: 1 }, { session })
    .lean();
  return members.map(({ user_id }) => user_id);
}
