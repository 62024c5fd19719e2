/** A request for consent as its workflow hears of it. */

import { requestOf } from '../../store/approvals/approval-request.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import type { ApprovalState } from './contract.ts';

export function stateOf(approval: ApprovalDocument): ApprovalState {
  const { requestedAt, ...request } = requestOf(approval);
  return { ...request, revision: approval.revision, requestedAtMs: requestedAt.getTime() };
}
