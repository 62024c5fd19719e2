/** What activating and deactivating a user have in common. */

import { requireAdministratorLeft } from '../../access-changes/require-administrator-left.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { endUserTokens } from './end-user-tokens.ts';
import { findUser, reviseUser } from './find-user.ts';
import { presentUser } from './present-user.ts';
import { requireNotErased } from './require-not-erased.ts';

export async function setUserStatus(
  request: Request<'activateUser' | 'deactivateUser'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const user = await findUser(request, tx);
  const subject = { type: 'user', id: user._id } as const;
  await requireNotOwn(request, tx, subject);
  if (user.status === status) return { ...showing(200, user, presentUser(user)), change: 'nothing to change' };
  if (status === 'active') requireNotErased(user);
  await requireControl(request, tx, subject);
  const changed = await reviseUser(request, tx, user, { status });
  if (status === 'inactive') {
    await endUserTokens(request, tx, user._id);
    await requireAdministratorLeft(request.means.store, tx.session, request.organizationId);
  }
  return { ...showing(200, changed, presentUser(changed)), change: `user ${user._id} is ${status}` };
}
