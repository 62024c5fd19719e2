/** The job by a plan as activities know it: its state is there, and its plan. */

import type { mongo } from 'mongoose';
import { operationOfBulk } from '../../domain/bulk.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import type { BulkItemState, BulkState, JobDocument, JobItemDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { BulkJobInput } from '../../workflows/contract.ts';

export type BulkJob = JobDocument & { readonly bulk: BulkState };
export type BulkItem = JobItemDocument & { readonly bulk: BulkItemState };

/** @throws Error where there is no such job, or it is by no plan. */
export async function loadBulkJob(
  store: Store,
  { jobId, organizationId }: Pick<BulkJobInput, 'jobId' | 'organizationId'>,
): Promise<BulkJob> {
  const job = await store.models.jobs.findOne({ _id: jobId, organization_id: organizationId }).lean<JobDocument>();
  if (!job?.bulk) throw new Error(`there is no job ${jobId} by a plan`);
  return { ...job, bulk: job.bulk };
}

/** Of many jobs; the driver's own collection, since thousands are written at once. */
export function bulkItems(store: Store): mongo.Collection<BulkItem> {
  return store.connection.getClient().db().collection<BulkItem>('job_items');
}

/** What is done to each of its resources. */
export function operationOf({ operation }: BulkJob): CredentialOperation {
  const each = operationOfBulk(operation);
  if (each === null) throw new Error(`a ${operation} is by no plan`);
  return each;
}

/** What was not begun is not done any more. */
export async function cancelQueued(store: Store, { _id }: BulkJob): Promise<void> {
  const message = 'canceled before it was begun';
  const ended = { status: 'canceled', effect: 'none', message, ended_at: new Date() } as const;
  await bulkItems(store).updateMany({ job_id: _id, status: 'queued' }, { $set: ended });
}

/** Whether any of its items has not ended. */
export async function hasOpenItems(store: Store, { _id }: Pick<BulkJob, '_id'>): Promise<boolean> {
  const open = { job_id: _id, status: { $in: ['queued', 'running'] } } as const;
  return (await bulkItems(store).findOne(open, { projection: { _id: 1 } })) !== null;
}

/** Nothing new is to be begun. */
export function standsStill({ cancel_requested, bulk }: BulkJob): boolean {
  return cancel_requested || bulk.pause_requested || bulk.paused !== null;
}
