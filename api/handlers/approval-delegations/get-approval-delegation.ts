/** GET /v1/approval-delegations/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findDelegation, seenBy } from './own-delegations.ts';
import { presentApprovalDelegations } from './present-approval-delegation.ts';

export const getApprovalDelegation = query('getApprovalDelegation', async (request) => {
  const delegation = await findDelegation(request, seenBy(request));
  const [shown] = await presentApprovalDelegations(request, [delegation]);
  return showing(200, delegation, shown);
});
