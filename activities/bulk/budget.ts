/** How much of a job by a plan has failed, and whether that is so much that people must look before it goes on. */

import { type BulkFailures, type BulkPause, pauseAfter } from '../../domain/bulk.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { type BulkJob, hasOpenItems } from './bulk-job.ts';
import { notePause } from './note-pause.ts';

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
