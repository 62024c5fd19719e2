/** GET /v1/approvals/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findApproval } from './find-approval.ts';
import { presentApproval } from './present-approval.ts';

export const getApproval = query('getApproval', async (request) => {
  const approval = await findApproval(request);
  return showing(200, approval, await presentApproval(request.means.store, approval, request.now));
});
