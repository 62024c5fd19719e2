/** POST /v1/approval-delegations/{id}/end */

import { command } from '../../operation.ts';
import { requirePersonId } from '../approvals/bring-word.ts';
import { revise, showing } from '../revision.ts';
import { concerning, findDelegation } from './own-delegations.ts';
import { presentApprovalDelegations } from './present-approval-delegation.ts';

/** Whoever has given it takes it back; whoever was given it declines. */
export const endApprovalDelegation = command('endApprovalDelegation', async (request, tx) => {
  requirePersonId(request);
  const { means, actor } = request;
  const delegation = await findDelegation(request, concerning(actor), tx.session);
  const isEnded = delegation.status === 'inactive';
  const ended = isEnded
    ? delegation
    : await revise(means.store.models.approvalDelegations, request, tx, delegation, { status: 'inactive' });
  const [shown] = await presentApprovalDelegations(request, [ended]);
  const { from_user_id: from, to_user_id: to } = ended;
  const change = isEnded ? 'nothing to change' : `user ${to} no more decides in the place of user ${from}`;
  return { ...showing(200, ended, shown), change };
});
