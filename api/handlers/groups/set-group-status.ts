/** What activating and deactivating a group have in common. */

import { requireAdministratorLeft } from '../../access-changes/require-administrator-left.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findGroup, reviseGroup } from './find-group.ts';
import { presentGroup } from './present-group.ts';

/**
 * Both ways want all that is granted to the group: who could take it from the members alone could bring them low,
 * take them in hand, and wait until somebody gives it back.
 */
export async function setGroupStatus(
  request: Request<'activateGroup' | 'deactivateGroup'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const group = await findGroup(request, tx);
  const subject = { type: 'group', id: group._id } as const;
  await requireNotOwn(request, tx, subject);
  if (group.status === status) return { ...showing(200, group, presentGroup(group)), change: 'nothing to change' };
  await requireControl(request, tx, subject);
  const changed = await reviseGroup(request, tx, group, { status });
  if (status === 'inactive') {
    await requireAdministratorLeft(request.means.store, tx.session, request.organizationId);
  }
  return { ...showing(200, changed, presentGroup(changed)), change: `group ${group._id} is ${status}` };
}
