/** Starts the Temporal workflow of an accepted job; starting it twice is the same as starting it once. */

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { goesOnAnew, isAccessOperation, isBulkOperation, isLedgerOperation } from '../../domain/job.ts';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import {
  type AccessInput,
  type BulkJobInput,
  type LedgerJobInput,
  type OperationInput,
  TASK_QUEUE,
  WORKFLOW_OF,
  workflowIdOf,
} from '../../workflows/contract.ts';
import { startPriorityOf } from './start-priority.ts';

export type DispatchedJob = Pick<JobDocument, '_id' | 'organization_id' | 'operation' | 'correlation_id'>;

const START_WITHIN_MS = 5_000;

/** Rejects while Temporal cannot be reached; then the job stays `accepted`, and the relay tries again. */
export async function dispatchJob(store: Store, temporal: TemporalClient, job: DispatchedJob): Promise<void> {
  const input = await inputOf(store, job);
  try {
    await temporal.within(START_WITHIN_MS, () =>
      temporal.client.workflow.start(WORKFLOW_OF[job.operation], {
        taskQueue: TASK_QUEUE,
        workflowId: workflowIdOf(job._id),
        // What goes on where it stands does so also in a workflow that begins anew.
        workflowIdReusePolicy: goesOnAnew(job.operation) ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        priority: startPriorityOf(job),
        args: [input],
      }),
    );
  } catch (error) {
    // It ran before, and has ended; the watch over started jobs sees to what it left.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  await store.models.jobs.updateOne(
    { _id: job._id, dispatch: 'accepted' },
    { $set: { dispatch: 'started', dispatch_due_at: new Date() } },
  );
}

type JobWorkflowInput = OperationInput | LedgerJobInput | BulkJobInput | AccessInput;

async function inputOf(store: Store, job: DispatchedJob): Promise<JobWorkflowInput> {
  const common = { organizationId: job.organization_id, jobId: job._id, correlationId: job.correlation_id };
  if (isLedgerOperation(job.operation)) return { ...common, operation: job.operation };
  if (isBulkOperation(job.operation)) return { ...common, operation: job.operation };
  if (isAccessOperation(job.operation)) return common;
  const item = await store.models.jobItems
    .findOne({ job_id: job._id }, { resource_id: 1 })
    .sort({ resource_id: 1 })
    .lean();
  if (!item) throw new Error(`job ${job._id} has no item, so there is nothing to start`);
  return { ...common, resourceId: item.resource_id };
}
