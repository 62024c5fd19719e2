/** What jobs by a plan have that others have not: they can be paused, resumed and done again. */

import { operationOfBulk } from '../../../domain/bulk.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { type CredentialOperation, hasEnded } from '../../../domain/job.ts';
import type { BulkState, JobDocument } from '../../../store/models/job.ts';

export type BulkJob = JobDocument & { readonly bulk: BulkState };

/** @throws CapstanError `conflict` for every other job. */
export function requireBulkJob(
  job: JobDocument,
  done: 'paused' | 'resumed' | 'done again',
): { readonly job: BulkJob; readonly operation: CredentialOperation } {
  const { bulk } = job;
  const operation = operationOfBulk(job.operation);
  if (operation === null || !bulk) {
    throw new CapstanError('conflict', `A job ${job.operation} carries out no plan, and cannot be ${done}.`);
  }
  return { job: { ...job, bulk }, operation };
}

/** @throws CapstanError `conflict`. */
export function requireUnended({ status }: Pick<JobDocument, 'status'>): void {
  if (hasEnded(status)) throw new CapstanError('conflict', `The job has ended already: ${status}.`);
}
