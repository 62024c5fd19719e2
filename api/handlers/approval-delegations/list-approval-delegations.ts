/** GET /v1/approval-delegations */

import type { ApprovalDelegationDocument } from '../../../store/models/approval.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { seenBy } from './own-delegations.ts';
import { presentApprovalDelegations } from './present-approval-delegation.ts';

export const listApprovalDelegations = query('listApprovalDelegations', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listApprovalDelegations', request);
  const found = await means.store.models.approvalDelegations
    .find({ organization_id: organizationId, ...equal('status', asked.status), ...seenBy(request), ...page.idAfter })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<ApprovalDelegationDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const shown = await presentApprovalDelegations(request, rows);
  return { status: 200, body: { approval_delegations: shown, next_cursor: nextCursor } };
});
