/** An organization always keeps somebody who can give rights in it, and who needs nobody else to sign in. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';

/**
 * Call it last in the transaction, after the change and after `changeAccess`: it judges what the change leaves.
 * An administrator is an active user of the organization itself, with a password, who holds the role admin on the
 * root scope without end, itself or through an active group.
 * @throws CapstanError `last_administrator`.
 */
export async function requireAdministratorLeft(
  store: Store,
  session: ClientSession,
  organizationId: number,
): Promise<void> {
  const { scopes, grants, users } = store.models;
  const root = await scopes
    .findOne({ organization_id: organizationId, parent_id: null }, { _id: 1 }, { session })
    .lean();
  const admins = await grants
    .find(
      {
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
  if (isLeft) return;
  throw new CapstanError(
    'last_administrator',
    'No active user with a password would hold the role admin on the root scope without an end.',
  );
}

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
