/** GET /v1/groups/{id}/members */

import type { GroupMemberDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { openPage } from '../page.ts';
import { MEMBER_USER_FIELDS, type MemberUser, presentMember } from './present-member.ts';

export const listGroupMembers = query('listGroupMembers', async (request) => {
  const { organizationId, path, means } = request;
  const { groups, groupMembers, users } = means.store.models;
  requireFound(await groups.exists({ _id: path.id, organization_id: organizationId }));
  const page = openPage('listGroupMembers', request, { of: path.id });
  const last = page.position?.['user'];
  const found = await groupMembers
    .find({
      organization_id: organizationId,
      group_id: path.id,
      ...(typeof last === 'number' ? { user_id: { $gt: last } } : {}),
    })
    .sort({ user_id: 1 })
    .limit(page.fetch)
    .lean<GroupMemberDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ user_id }) => ({ user: user_id }));
  const members = await users
    .find({ _id: { $in: rows.map(({ user_id }) => user_id) }, organization_id: organizationId }, MEMBER_USER_FIELDS)
    .lean<MemberUser[]>();
  const byUser = new Map(members.map((user) => [user._id, user]));
  return {
    status: 200,
    body: {
      members: rows.flatMap((member) => {
        const user = byUser.get(member.user_id);
        return user ? [presentMember(member, user)] : [];
      }),
      next_cursor: nextCursor,
    },
  };
});
