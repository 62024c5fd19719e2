/** One rotation of a key at a time: the job that makes its plan, and the one that carries it out. */

import type { ClientSession } from 'mongoose';
import { hasEnded } from '../../domain/job.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';
import type { Store } from '../../store/store.ts';

/** The one of them that has not ended; null: the key is not being rotated. */
export async function unfinishedRotation(
  store: Store,
  session: ClientSession,
  { rotation_job_id }: Pick<SshKeyDocument, 'rotation_job_id'>,
): Promise<JobDocument | null> {
  const preflight = await jobOf(store, session, rotation_job_id);
  const run = await jobOf(store, session, preflight?.result?.['run_job_id']);
  return [preflight, run].find((job) => job !== null && !hasEnded(job.status)) ?? null;
}

async function jobOf({ models }: Store, session: ClientSession, id: unknown): Promise<JobDocument | null> {
  return typeof id === 'number' ? models.jobs.findById(id, null, { session }).lean<JobDocument>() : null;
}
