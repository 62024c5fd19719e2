/** Jobs on the wire with what their items wait for at this moment. */

import { countWaits } from '../../../store/item-waits.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { presentJob } from './present-job.ts';

type WireJob = components['schemas']['Job'];

export async function showJobs(store: Store, jobs: readonly JobDocument[]): Promise<WireJob[]> {
  const waits = await countWaits(store, jobs);
  return jobs.map((job) => presentJob(job, waits.get(job._id)));
}

export async function showJob(store: Store, job: JobDocument): Promise<WireJob> {
  const waits = await countWaits(store, [job]);
  return presentJob(job, waits.get(job._id));
}
