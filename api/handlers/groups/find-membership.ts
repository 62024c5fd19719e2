/** What adding and removing a member have in common: group and user of the path, both of this organization. */

import type { GroupDocument, GroupMemberDocument } from '../../../store/models/access.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { findGroup } from './find-group.ts';
import { MEMBER_USER_FIELDS, type MemberUser } from './present-member.ts';

export interface FoundMembership {
  readonly group: GroupDocument;
  readonly user: MemberUser;
  /** null: the user is no member. */
  readonly member: GroupMemberDocument | null;
}

/** @throws CapstanError `not_found`; `own_rights` where the user is the caller. */
export async function findMembership(
  request: Request<'addGroupMember' | 'removeGroupMember'>,
  tx: Transaction,
): Promise<FoundMembership> {
  const { organizationId, path, means } = request;
  const { users, groupMembers } = means.store.models;
  const group = await findGroup(request, tx);
  const found = await users
    .findOne({ _id: path.user_id, organization_id: organizationId }, MEMBER_USER_FIELDS)
    .session(tx.session)
    .lean<MemberUser>();
  const user = requireFound(found);
  await requireNotOwn(request, tx, { type: 'user', id: user._id });
  const member = await groupMembers
    .findOne({ group_id: group._id, user_id: user._id })
    .session(tx.session)
    .lean<GroupMemberDocument>();
  return { group, user, member };
}
