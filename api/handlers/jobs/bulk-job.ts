/** What jobs by a plan have that others have not: they can be paused, resumed and done again. */

import { OPERATION_OF_BULK } from '../../../domain/bulk.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { type CredentialOperation, TERMINAL_JOB_STATUSES } from '../../../domain/job.ts';
import type { BulkState, JobDocument } from '../../../store/models/job.ts';

export type BulkJob = JobDocument & { readonly bulk: BulkState };

/** What it does to each of its resources; null: it carries out no plan. */
export function operationOf({ operation }: Pick<JobDocument, 'operation'>): CredentialOperation | null {
  if (operation === 'bulk_verify' || operation === 'bulk_rotate' || operation === 'bulk_reconcile') {
    return OPERATION_OF_BULK[operation];
  }
  return null;
}

/** @throws CapstanError `conflict` for every other job. */
export function requireBulkJob(
  job: JobDocument,
  done: 'paused' | 'resumed' | 'done again',
): { readonly job: BulkJob; readonly operation: CredentialOperation } {
  const { bulk } = job;
  const operation = operationOf(job);
  if (operation === null || !bulk) {
    throw new CapstanError('conflict', `A job ${job.operation} carries out no plan, and cannot be ${done}.`);
  }
  return { job: { ...job, bulk }, operation };
}

export function hasEnded({ status }: Pick<JobDocument, 'status'>): boolean {
  return TERMINAL_JOB_STATUSES.some((terminal) => terminal === status);
}

/** @throws CapstanError `conflict`. */
export function requireUnended(job: Pick<JobDocument, 'status'>): void {
  if (hasEnded(job)) throw new CapstanError('conflict', `The job has ended already: ${job.status}.`);
}
