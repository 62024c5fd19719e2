/** Starts the workflow that waits for what people say to a request for consent; starting it twice is starting it once. */

import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import { APPROVAL_WORKFLOW, type ApprovalInput, approvalWorkflowIdOf, TASK_QUEUE } from '../../workflows/contract.ts';

export type StartedApproval = Pick<ApprovalDocument, '_id' | 'organization_id' | 'correlation_id'>;

const START_WITHIN_MS = 5_000;

/** Rejects while Temporal cannot be reached. One that was lost is started again: what counts is in the store. */
export async function startApproval(temporal: TemporalClient, approval: StartedApproval): Promise<void> {
  const { _id: approvalId, organization_id: organizationId, correlation_id: correlationId } = approval;
  const input: ApprovalInput = { organizationId, approvalId, correlationId };
  await temporal.within(START_WITHIN_MS, () =>
    temporal.client.workflow.start(APPROVAL_WORKFLOW, {
      taskQueue: TASK_QUEUE,
      workflowId: approvalWorkflowIdOf(approvalId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [input],
    }),
  );
}
