/** PUT /v1/groups/{id}/members/{user_id} */

import type { GroupMemberDocument } from '../../../store/models/access.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { command } from '../../operation.ts';
import { findMembership } from './find-membership.ts';
import { presentMember } from './present-member.ts';

export const addGroupMember = command('addGroupMember', async (request, tx) => {
  const { organizationId, means, now } = request;
  const { groupMembers } = means.store.models;
  const { group, user, member } = await findMembership(request, tx);
  if (member && member.identity_provider_id === null) {
    return { status: 200, body: presentMember(member, user), change: 'nothing to change' };
  }
  // Whoever has control of the group holds all that it gives, for as long.
  await requireControl(request, tx, { type: 'group', id: group._id });
  const added: GroupMemberDocument = {
    _id: `${group._id}:${user._id}`,
    organization_id: organizationId,
    group_id: group._id,
    user_id: user._id,
    identity_provider_id: null,
    created_at: member?.created_at ?? now,
    last_event_id: tx.eventId,
  };
  await groupMembers.replaceOne({ _id: added._id }, added, { session: tx.session, upsert: true });
  const what = member ? 'is kept by hand from now on as a member' : 'is a member';
  return { status: 200, body: presentMember(added, user), change: `user ${user._id} ${what}` };
});
