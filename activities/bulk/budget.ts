/** How much of a job by a plan has failed, and whether that is so much that people must look before it goes on. */

import { type BulkFailures, type BulkPause, pauseAfter } from '../../domain/bulk.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { type BulkJob, hasOpenItems } from './bulk-job.ts';

/**
 * Notes in the job that it must pause, where too much has failed since it began or was resumed, and something is left.
 * @param isWaveOver whether the wave is done: that of the canary is judged then, and not before.
 * @returns why, or null where it may go on.
 */
export async function pauseOverBudget(
  dependencies: Dependencies,
  job: BulkJob,
  isWaveOver: boolean,
): Promise<BulkPause | null> {
  const { options, wave_size: waveSize, is_canary = false, is_canary_waived = false } = job.bulk;
  const isCanary = isWaveOver && is_canary && !is_canary_waived;
  const failures = await failuresOf(dependencies.store, job);
  const pause = pauseAfter(options, failures, { resources: job.resource_count, waveSize, isCanary });
  if (pause === null || !(await hasOpenItems(dependencies.store, job))) return null;
  await notePause(dependencies, job, pause);
  return pause;
}

async function failuresOf({ models }: Store, { _id, bulk }: BulkJob): Promise<BulkFailures> {
  const rows = await models.jobItems.aggregate<{
    readonly _id: number;
    readonly count: number;
    readonly inWave: number;
  }>([
    {
      $match: {
        job_id: _id,
        status: { $in: ['failed', 'unknown'] },
        'bulk.position': { $gt: 0 },
        ...(bulk.resumed_at ? { ended_at: { $gt: bulk.resumed_at } } : {}),
      },
    },
    {
      $group: {
        _id: '$bulk.device_id',
        count: { $sum: 1 },
        inWave: { $sum: { $cond: [{ $eq: ['$bulk.wave', bulk.wave] }, 1, 0] } },
      },
    },
    { $sort: { count: -1, _id: 1 } },
  ]);
  const [worst] = rows;
  return {
    total: rows.reduce((sum, { count }) => sum + count, 0),
    inWave: rows.reduce((sum, { inWave }) => sum + inWave, 0),
    worstDevice: worst ? { device_id: worst._id, count: worst.count } : null,
  };
}

/** Whoever finds it first writes it, with its record; the job is `paused` once nothing is in flight any more. */
export async function notePause(
  { store, operationalLog }: Dependencies,
  job: BulkJob,
  pause: BulkPause,
): Promise<void> {
  const noted = await store.transaction(async (session) => {
    const eventId = newEventId();
    const paused = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, ended_at: null, 'bulk.paused': null },
        {
          $set: { 'bulk.paused': pause, updated_at: new Date(), last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!paused) return false;
    const what = {
      operation: `${auditOperationOf(job.operation)}.pause`,
      status: 'succeeded',
      code: pause.kind,
      change: pause.detail,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(paused, what), eventId);
    return true;
  });
  if (!noted || pause.kind === 'requested') return;
  operationalLog.add({
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    level: 'warn',
    kind: 'job.step',
    message: `Job ${job._id} has paused by itself: ${pause.detail}`,
    code: pause.kind,
    job_id: job._id,
    step: 'wave',
    correlation_id: job.correlation_id,
  });
}
