/** How a step at a request for consent is named in logs and failures. */

import type { ApprovalInput } from '../../workflows/contract.ts';

export function stepAt({ approvalId, correlationId }: ApprovalInput, step: string) {
  return { step, correlationId, ids: { approval_id: approvalId } };
}
