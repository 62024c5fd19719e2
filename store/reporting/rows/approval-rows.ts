/** Requests for consent, and reviews, as reports know them. */

import type { ApprovalDocument } from '../../models/approval.ts';
import { type RowSource, targetsOf, withIds } from '../row-source.ts';

export const approvalRows: RowSource<'approval', ApprovalDocument> = {
  kind: 'approval',
  from: 'approvals',
  rowOf: ({ resource_id, job_id, kind, operation, status, requester, decisions, expires_at, ended_at }) => ({
    ...{ resource_id, job_id, kind, operation, status, expires_at, ended_at },
    ...{ requester_type: requester.type, requester_id: requester.id, decisions: decisions.length },
  }),
  concerned: (told) => withIds([...told.changes.map(({ approval_id }) => approval_id), ...targetsOf(told, 'approval')]),
};
