/** Nobody changes their own rights, not even to fewer: what is taken away by mistake could not be given back. */

import { CapstanError } from '../../domain/errors.ts';
import type { Subject } from '../../store/access/held-grants.ts';
import type { Transaction } from '../operation.ts';
import type { ChangeRequest } from './access-change.ts';

/**
 * For changes of what `subject` holds: its grants, its memberships, the status of a group.
 * @throws CapstanError `own_rights` where it is the caller, or a group that the caller is in, active or not.
 */
export async function requireNotOwn({ actor, means }: ChangeRequest, tx: Transaction, subject: Subject): Promise<void> {
  if (subject.type === actor.type && subject.id === actor.id) {
    throw new CapstanError('own_rights', 'These are your own rights.');
  }
  if (subject.type !== 'group' || actor.type !== 'user') return;
  const isMember = await means.store.models.groupMembers
    .exists({ group_id: subject.id, user_id: actor.id })
    .session(tx.session);
  if (isMember) throw new CapstanError('own_rights', 'You are in that group, so these are your own rights.');
}

/**
 * For changes of what a role permits. Call `changeAccess` (or `requireGiving`) first.
 * @throws CapstanError `own_rights` where the caller holds the role, itself or through a group.
 */
export async function requireRoleNotOwn(
  { actor, organizationId, means }: ChangeRequest,
  tx: Transaction,
  role: string,
): Promise<void> {
  const { grants, groupMembers } = means.store.models;
  const groupIds =
    actor.type === 'user' ? await groupMembers.distinct('group_id', { user_id: actor.id }).session(tx.session) : [];
  const holds = await grants
    .exists({
      organization_id: organizationId,
      status: 'active',
      role,
      $or: [
        { subject_type: actor.type, subject_id: actor.id },
        { subject_type: 'group', subject_id: { $in: groupIds } },
      ],
    })
    .session(tx.session);
  if (holds) throw new CapstanError('own_rights', 'You hold that role, so these are your own rights.');
}
