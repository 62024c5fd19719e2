/** One look at a device at a time: whoever asks for another one while it is under way is told which. */

import type { ClientSession } from 'mongoose';
import { TERMINAL_JOB_STATUSES } from '../../domain/job.ts';
import type { DeviceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';

/**
 * Takes the turn for `jobId` by a write to the device's record, so that of two requests at the same moment one conflicts,
 * runs again and sees the other.
 * @returns the job whose look is under way; null: the turn is taken.
 */
export async function takeLookTurn(
  { models }: Store,
  session: ClientSession,
  { _id, organization_id }: Pick<DeviceDocument, '_id' | 'organization_id'>,
  { jobId, now }: { readonly jobId: number; readonly now: Date },
): Promise<number | null> {
  const { deviceLooks, jobs } = models;
  const before = await deviceLooks
    .findOneAndUpdate(
      { _id },
      {
        $set: { job_id: jobId, asked_at: now },
        $setOnInsert: { organization_id, attempt: 0, writes: 0, first_job_id: null, last: null },
      },
      { session, upsert: true, returnDocument: 'before' },
    )
    .lean();
  if (!before) return null;
  const underWay = await jobs.exists({ _id: before.job_id, status: { $nin: TERMINAL_JOB_STATUSES } }).session(session);
  return underWay ? before.job_id : null;
}
