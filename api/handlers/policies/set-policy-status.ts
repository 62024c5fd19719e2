/** What activating and deactivating a policy have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { findPolicyToChange, requireRoom } from './policy-change.ts';
import { presentPolicy } from './present-policy.ts';
import { requireNoConflict, targetsOf } from './require-no-conflict.ts';

export async function setPolicyStatus(
  request: Request<'activatePolicy' | 'deactivatePolicy'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const policy = await findPolicyToChange(request, tx);
  if (policy.status === status) {
    return { ...showing(200, policy, presentPolicy(policy)), change: 'nothing to change' };
  }
  if (status === 'active') {
    const targets = await targetsOf(request, policy._id, tx.session);
    await requireNoConflict(request, policy._id, policy.rules, targets, tx.session);
    await requireRoom(request, tx);
  }
  const revised = await revise(request.means.store.models.policies, request, tx, policy, { status });
  return { ...showing(200, revised, presentPolicy(revised)), change: `policy ${policy._id} is ${status}` };
}
