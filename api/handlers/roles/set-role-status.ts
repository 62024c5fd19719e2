/** What activating and deactivating a role have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findRole, reviseRole } from './find-role.ts';
import { presentRole, roleTarget } from './present-role.ts';
import { requireRoleChange } from './require-role-change.ts';

export async function setRoleStatus(
  request: Request<'activateRole' | 'deactivateRole'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const role = await findRole(request, tx);
  const target = roleTarget(role.name);
  if (role.status === status) {
    return { ...showing(200, role, presentRole(role)), target, change: 'nothing to change' };
  }
  await requireRoleChange(request, tx, role.name, role.permissions);
  const revised = await reviseRole(request, tx, role, { status });
  return { ...showing(200, revised, presentRole(revised)), target, change: `role ${role.name} is ${status}` };
}
