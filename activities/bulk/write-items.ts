/** The items of a job by a plan, as the plan has them. */

import type { mongo } from 'mongoose';
import { RUNNABLE_VERDICTS } from '../../domain/plan.ts';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import type { PlanItemDocument } from '../../store/models/plan.ts';
import { leftOver, retriedStatuses } from '../../store/plans/left-over.ts';
import { planItemCollection } from '../../store/plans/plan-items.ts';
import type { Store } from '../../store/store.ts';
import { type BulkItem, type BulkJob, bulkItems } from './bulk-job.ts';

/** So many are written at once. */
const CHUNK = 1_000;

type Planned = Pick<PlanItemDocument, 'resource_id' | 'scope_id' | 'device_id' | 'position' | 'fingerprint'>;

/** Writes what an earlier attempt has not. */
export async function writeItems(store: Store, job: BulkJob): Promise<void> {
  const isWanted = await choiceOf(store, job);
  let chunk: BulkItem[] = [];
  for await (const planned of runnableItems(store, job)) {
    if (!isWanted(planned.resource_id) || chunk.push(freshItem(job, planned)) < CHUNK) continue;
    await insertMissing(store, chunk);
    chunk = [];
  }
  await insertMissing(store, chunk);
}

function runnableItems(store: Store, { bulk: { plan_id } }: BulkJob): mongo.FindCursor<Planned> {
  return planItemCollection(store)
    .find({ plan_id, verdict: { $in: [...RUNNABLE_VERDICTS] } })
    .sort({ position: 1 })
    .project<Planned>({ _id: 0, resource_id: 1, scope_id: 1, device_id: 1, position: 1, fingerprint: 1 })
    .batchSize(CHUNK);
}

/** All of the plan; of a retry those that an earlier job has left and it was asked for, which says no more of them than which they are. */
async function choiceOf(store: Store, { bulk }: BulkJob): Promise<(resource: number) => boolean> {
  const { retry_of: earlier } = bulk;
  if (earlier === null) return () => true;
  const left = new Set<number>();
  const unfinished = bulkItems(store)
    .find({ job_id: earlier, ...leftOver(retriedStatuses(bulk)) })
    .project<Pick<BulkItem, 'resource_id'>>({ _id: 0, resource_id: 1 })
    .batchSize(CHUNK);
  for await (const { resource_id } of unfinished) left.add(resource_id);
  return (resource) => left.has(resource);
}

function freshItem(job: BulkJob, planned: Planned): BulkItem {
  const { resource_id, scope_id, device_id, position, fingerprint } = planned;
  return {
    _id: `${job._id}:${resource_id}`,
    organization_id: job.organization_id,
    job_id: job._id,
    resource_id,
    status: 'queued',
    code: null,
    effect: null,
    message: null,
    started_at: null,
    ended_at: null,
    bulk: {
      scope_id,
      device_id,
      position,
      fingerprint: fingerprint ?? '',
      wave: 0,
      batch: 0,
      not_before: null,
      busy_since: null,
      handed: 0,
    },
  };
}

async function insertMissing(store: Store, items: readonly BulkItem[]): Promise<void> {
  if (items.length === 0) return;
  try {
    await bulkItems(store).insertMany([...items], { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
