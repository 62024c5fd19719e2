/** What starters of workflows must know: names, ids, inputs, the task queue. */

import type { JobOperation } from '../domain/job.ts';

export const TASK_QUEUE = 'capstan';

/** Ids only: everything else is read from the store by the activities. */
export interface OperationInput {
  readonly organizationId: number;
  readonly jobId: number;
  readonly resourceId: number;
  /** Ties the worker's log lines to the request that asked for the job. */
  readonly correlationId: string;
}

/** The workflow that carries out an operation on one resource. */
export const WORKFLOW_OF = {
  verify: 'verifyCredential',
  rotate: 'rotateCredential',
  reconcile: 'reconcileCredential',
} as const satisfies Record<JobOperation, string>;

/** Deterministic, so that a job that is dispatched twice runs once. */
export function workflowIdOf(jobId: number): string {
  return `job:${jobId}`;
}
