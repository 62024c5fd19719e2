/** DELETE /v1/groups/{id}/members/{user_id} */

import { requireAdministratorLeft } from '../../access-changes/require-administrator-left.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { findMembership } from './find-membership.ts';

export const removeGroupMember = command('removeGroupMember', async (request, tx) => {
  const { organizationId, means } = request;
  const { group, user, member } = await findMembership(request, tx);
  requireFound(member);
  await requireControl(request, tx, { type: 'group', id: group._id });
  await means.store.models.groupMembers.deleteOne({ group_id: group._id, user_id: user._id }, { session: tx.session });
  await requireAdministratorLeft(means.store, tx.session, organizationId);
  return { status: 204, change: `user ${user._id} is no member any more` };
});
