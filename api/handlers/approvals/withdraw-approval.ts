/** POST /v1/approvals/{id}/withdraw */

import type { ApprovalDocument } from '../../../store/models/approval.ts';
import { relayed } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { bringWord, requirePersonId } from './bring-word.ts';

/** Requests of others are not there for it. */
export const withdrawApproval = relayed('withdrawApproval', async (request, sent) => {
  const own = { 'requester.type': 'user', 'requester.id': requirePersonId(request) } as const;
  const found = await request.means.store.models.approvals
    .findOne({ _id: request.path.id, organization_id: request.organizationId, ...own })
    .lean<ApprovalDocument>();
  return bringWord(request, sent, requireFound(found), { move: 'withdraw', comment: request.body?.reason ?? null });
});
