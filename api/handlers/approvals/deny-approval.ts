/** POST /v1/approvals/{id}/deny */

import { relayed } from '../../operation.ts';
import { bringWord } from './bring-word.ts';
import { findApproval } from './find-approval.ts';

export const denyApproval = relayed('denyApproval', async (request, sent) => {
  const approval = await findApproval(request);
  return bringWord(request, sent, approval, { move: 'deny', comment: request.body.comment });
});
