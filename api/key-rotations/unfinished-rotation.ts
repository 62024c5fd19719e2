/** The newest rotation of a key, one at a time: the job that makes its plan, and the one that carries it out. */

import type { ClientSession } from 'mongoose';
import { hasEnded } from '../../domain/job.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';
import type { Store } from '../../store/store.ts';

type RotatedKey = Pick<SshKeyDocument, 'rotation_job_id'>;

/** The one of them that has not ended; null: the key is not being rotated. */
export async function unfinishedRotation(
  store: Store,
  session: ClientSession,
  key: RotatedKey,
): Promise<JobDocument | null> {
  return (await rotationJobs(store, session, key)).find(({ status }) => !hasEnded(status)) ?? null;
}

/** Whether it is under way, or has ended no earlier than `since`, by its own end or because people wanted it. */
export async function isRotatedSince(
  store: Store,
  session: ClientSession,
  key: RotatedKey,
  since: Date,
): Promise<boolean> {
  const jobs = await rotationJobs(store, session, key);
  return jobs.some(({ ended_at }) => ended_at === null || ended_at >= since);
}

/** In the order in which they are worked on. */
async function rotationJobs(
  store: Store,
  session: ClientSession,
  { rotation_job_id }: RotatedKey,
): Promise<JobDocument[]> {
  const preflight = await jobOf(store, session, rotation_job_id);
  const run = await jobOf(store, session, preflight?.result?.['run_job_id']);
  return [preflight, run].filter((job) => job !== null);
}

async function jobOf({ models }: Store, session: ClientSession, id: unknown): Promise<JobDocument | null> {
  return typeof id === 'number' ? models.jobs.findById(id, null, { session }).lean<JobDocument>() : null;
}
