/** Step `begin` of a job by a plan: its items are written, as the plan has them, and it is `running`. */

import { hasEnded } from '../../domain/job.ts';
import { RUNNABLE_VERDICTS } from '../../domain/plan.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanItemDocument } from '../../store/models/plan.ts';
import { LEFT_OVER } from '../../store/plans/left-over.ts';
import type { Store } from '../../store/store.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep } from '../timeline.ts';
import { type BulkItem, type BulkJob, bulkItems, cancelQueued, loadBulkJob } from './bulk-job.ts';
import type { BulkBegin, BulkRef } from './contract.ts';

/** So many are written at once. */
const CHUNK = 1_000;

export function beginBulk(dependencies: Dependencies) {
  return (ref: BulkRef): Promise<Stamped<BulkBegin>> =>
    recordedStep(
      dependencies,
      ref,
      'begin',
      () => begin(dependencies, ref),
      ({ state }) => ({ outcome: 'succeeded', ...(state === 'over' ? { detail: 'the job is over' } : {}) }),
    );
}

async function begin({ store }: Dependencies, ref: BulkRef): Promise<BulkBegin> {
  const job = await loadBulkJob(store, ref);
  if (hasEnded(job.status)) {
    // It ended while an earlier attempt was writing them.
    await cancelQueued(store, job);
    return { state: 'over' };
  }
  // A workflow that begins anew: all that it needs to know is there.
  if (job.started_at !== null) return { state: 'ready' };
  await writeItems(store, job);
  if (await start(store, job)) return { state: 'ready' };
  await cancelQueued(store, job);
  return { state: 'over' };
}

/** Writes what an earlier attempt has not. */
async function writeItems(store: Store, job: BulkJob): Promise<void> {
  const source = job.bulk.retry_of === null ? plannedItems(store, job) : unfinishedItems(store, job, job.bulk.retry_of);
  let chunk: BulkItem[] = [];
  for await (const item of source) {
    if (chunk.push(item) < CHUNK) continue;
    await insertMissing(store, chunk);
    chunk = [];
  }
  await insertMissing(store, chunk);
}

async function* plannedItems(store: Store, job: BulkJob): AsyncGenerator<BulkItem> {
  const planned = store.models.planItems
    .find({ plan_id: job.bulk.plan_id, verdict: { $in: RUNNABLE_VERDICTS } })
    .sort({ position: 1 })
    .lean<PlanItemDocument[]>()
    .cursor({ batchSize: CHUNK });
  for await (const { resource_id, scope_id, device_id, position, fingerprint } of planned) {
    yield freshItem(job, resource_id, { scope_id, device_id, position, fingerprint: fingerprint ?? '' });
  }
}

/** Those of an earlier job by the same plan that did not succeed. */
async function* unfinishedItems(store: Store, job: BulkJob, earlierId: number): AsyncGenerator<BulkItem> {
  const unfinished = store.models.jobItems
    .find({ job_id: earlierId, ...LEFT_OVER })
    .sort({ 'bulk.position': 1 })
    .lean<BulkItem[]>()
    .cursor({ batchSize: CHUNK });
  for await (const { resource_id, bulk } of unfinished) yield freshItem(job, resource_id, bulk);
}

type Planned = Pick<BulkItem['bulk'], 'scope_id' | 'device_id' | 'position' | 'fingerprint'>;

function freshItem(job: BulkJob, resourceId: number, planned: Planned): BulkItem {
  const { scope_id, device_id, position, fingerprint } = planned;
  return {
    _id: `${job._id}:${resourceId}`,
    organization_id: job.organization_id,
    job_id: job._id,
    resource_id: resourceId,
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
      fingerprint,
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

/** @returns false where the job has ended meanwhile. */
async function start(store: Store, job: BulkJob): Promise<boolean> {
  const queued = await store.models.jobItems.countDocuments({ job_id: job._id });
  return store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const begun = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, status: 'queued', started_at: null },
        {
          $set: {
            status: 'running',
            started_at: now,
            updated_at: now,
            last_event_id: eventId,
            resource_count: queued,
            'bulk.counts': { queued, succeeded: 0, failed: 0, unknown: 0, canceled: 0 },
          },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!begun) return false;
    const what = {
      operation: `${auditOperationOf(job.operation)}.begin`,
      status: 'succeeded',
      change: `${queued} resources of plan ${job.bulk.plan_id}`,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(begun, what), eventId);
    return true;
  });
}
