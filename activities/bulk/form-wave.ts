/** Forms the next wave of a job by a plan: of those items that can be begun now, as they come in the plan. */

import type { mongo } from 'mongoose';
import { batchSizes } from '../../domain/bulk-batches.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { BulkState, JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { BATCHES_AT_ONCE } from '../../workflows/contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { type BulkItem, type BulkJob, bulkItems } from './bulk-job.ts';
import type { BulkNext } from './contract.ts';

/** Condition on items: queued, and not put off. */
export function dueNow(): mongo.Filter<BulkItem> {
  return { status: 'queued', $or: [{ 'bulk.not_before': null }, { 'bulk.not_before': { $lte: new Date() } }] };
}

/** @returns null where nothing can be begun now. */
export async function formWave({ store }: Dependencies, job: BulkJob): Promise<BulkNext | null> {
  const { options } = job.bulk;
  const wave = job.bulk.wave + 1;
  const canary = await canaryLeft(store, job);
  const size = canary > 0 ? canary : options.wave_size;
  const found = await bulkItems(store)
    .find({ job_id: job._id, 'bulk.position': { $gt: 0 }, ...dueNow() })
    .project<{ readonly _id: string }>({ _id: 1 })
    .sort({ 'bulk.position': 1 })
    .limit(size)
    .toArray();
  if (found.length === 0) return null;
  const ids = found.map(({ _id }) => _id);
  const sizes = batchSizes(ids.length, BATCHES_AT_ONCE);
  await assign(store, wave, ids, sizes);
  await beginWave(store, job, { wave, wave_size: ids.length, is_canary: canary > 0 });
  return { state: 'work', wave, batches: sizes.map((_, at) => at + 1) };
}

/** How many of those that go first have yet to succeed; people who have seen one fail and go on need no more of them. */
async function canaryLeft(store: Store, { _id, bulk }: BulkJob): Promise<number> {
  const { canary } = bulk.options;
  if (canary === 0 || bulk.is_canary_waived || bulk.counts.succeeded >= canary) return 0;
  const succeeded = { job_id: _id, status: 'succeeded', 'bulk.position': { $gt: 0 } } as const;
  return Math.max(0, canary - (await bulkItems(store).countDocuments(succeeded)));
}

/** Harmless to repeat: what was assigned before and is not begun may as well be in another batch. */
async function assign(store: Store, wave: number, ids: readonly string[], sizes: readonly number[]): Promise<void> {
  let from = 0;
  const moves = sizes.map((size, at) => {
    const filter = { _id: { $in: ids.slice(from, from + size) }, status: 'queued' } as const;
    from += size;
    return { updateMany: { filter, update: { $set: { 'bulk.wave': wave, 'bulk.batch': at + 1 } } } };
  });
  await bulkItems(store).bulkWrite(moves, { ordered: false });
}

type FormedWave = Pick<BulkState, 'wave' | 'wave_size' | 'is_canary'>;

async function beginWave(store: Store, job: BulkJob, formed: FormedWave): Promise<void> {
  const fields = Object.fromEntries(Object.entries(formed).map(([name, value]) => [`bulk.${name}`, value]));
  await store.transaction(async (session) => {
    const eventId = newEventId();
    const begun = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, ended_at: null, 'bulk.wave': job.bulk.wave },
        { $set: { ...fields, updated_at: new Date(), last_event_id: eventId }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!begun) return;
    const what = {
      operation: `${auditOperationOf(job.operation)}.wave`,
      status: 'succeeded',
      change: `wave ${formed.wave}: ${formed.wave_size} resources${formed.is_canary ? ', which go first' : ''}`,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(begun, what), eventId);
  });
}
