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

/** Failure types of activities that workflows tell apart; all others are retried. */
export const LEASE_LOST = 'LeaseLost';
export const STEP_DEFECT = 'StepDefect';

/**
 * Says which step an answer belongs to. Answers are encrypted and authenticated, but whoever reaches
 * Temporal could hand in an old one again; a workflow takes only the answer to what it has asked.
 */
export function stampOf(
  step: string,
  { jobId, resourceId, round }: { readonly jobId: number; readonly resourceId: number; readonly round: number },
): string {
  return `${jobId}:${resourceId}:${step}:${round}`;
}
