/** Tells rotations of shared SSH keys from other work by a plan: by the job that has made the plan, which names the key. */

import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

type PlanJob = Pick<JobDocument, '_id' | 'bulk' | 'input'>;

/** Those of the jobs, which make plans or carry them out, that turn no shared SSH key. */
export async function withoutKeyRotations<Job extends PlanJob>(
  { models }: Store,
  jobs: readonly Job[],
): Promise<Job[]> {
  const plans = await models.plans.find({ _id: { $in: jobs.flatMap(planIdsOf) } }, { job_id: 1 }).lean();
  const ofKeys = await models.jobs
    .find({ _id: { $in: plans.map(({ job_id }) => job_id) }, 'input.ssh_key_id': { $gt: 0 } }, { _id: 1 })
    .lean();
  const makers = new Set(ofKeys.map(({ _id }) => _id));
  const planIds = new Set(plans.filter(({ job_id }) => makers.has(job_id)).map(({ _id }) => _id));
  return jobs.filter((job) => !planIdsOf(job).some((id) => planIds.has(id)));
}

/** One, if any. */
function planIdsOf({ bulk, input }: PlanJob): number[] {
  const id = bulk?.plan_id ?? input?.['plan_id'];
  return typeof id === 'number' ? [id] : [];
}
