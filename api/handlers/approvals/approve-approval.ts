/** POST /v1/approvals/{id}/approve */

import { relayed } from '../../operation.ts';
import { bringWord } from './bring-word.ts';
import { findApproval } from './find-approval.ts';

export const approveApproval = relayed('approveApproval', async (request, sent) => {
  const approval = await findApproval(request);
  return bringWord(request, sent, approval, { move: 'approve', comment: request.body?.comment ?? null });
});
