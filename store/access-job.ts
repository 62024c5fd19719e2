/** The job of access for a time: it begins and ends with it, in the same transaction. */

import type { ClientSession } from 'mongoose';
import type { ItemOutcome, JobStatus } from '../domain/job.ts';
import type { Moment } from './end-unbegun-job.ts';
import type { JobDocument } from './models/job.ts';
import type { Store } from './store.ts';

/** Consent is there, or none was wanted: somebody looks after it from here on. */
export async function startAccessJob(
  store: Store,
  session: ClientSession,
  { _id }: JobDocument,
  { now, eventId }: Moment,
): Promise<JobDocument> {
  const begun = { status: 'running', started_at: now } as const;
  const job = await store.models.jobs
    .findOneAndUpdate(
      { _id, ended_at: null },
      { $set: { ...begun, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!job) throw new Error(`job ${_id} has ended`);
  await store.models.jobItems.updateOne({ job_id: _id, status: 'queued' }, { $set: begun }, { session });
  return job;
}

/** It is over, and all that follows it. @throws Error where another change came first: the transaction runs again. */
export async function endAccessJob(
  store: Store,
  session: ClientSession,
  { _id, revision }: JobDocument,
  status: Extract<JobStatus, 'succeeded' | 'failed' | 'canceled'>,
  outcome: ItemOutcome,
  { now, eventId }: Moment,
): Promise<void> {
  const { modifiedCount } = await store.models.jobs.updateOne(
    { _id, revision },
    { $set: { status, ended_at: now, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
  if (modifiedCount === 0) throw new Error(`job ${_id} is not what it was`);
  const item = {
    status: outcome.status,
    effect: outcome.effect,
    code: 'code' in outcome ? outcome.code : null,
    message: 'message' in outcome ? outcome.message : outcome.note,
    ended_at: now,
  };
  await store.models.jobItems.updateOne({ job_id: _id, ended_at: null }, { $set: item }, { session });
}
