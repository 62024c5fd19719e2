/** Takes words on requests for consent without Temporal: for tests of what lies before it and behind it. */

import type { ApprovalDesk } from '../../api/dispatch/approval-desk.ts';
import { takeWord } from '../../store/approvals/take-word.ts';
import type { Store } from '../../store/store.ts';

export function directDesk(store: Store): ApprovalDesk {
  return {
    bring: async ({ _id: approvalId, organization_id: organizationId }, { intentId }) =>
      (await takeWord(store, { organizationId, approvalId, intentId })).objection,
  };
}
