/** The job that makes a plan, with that plan, as it stands. */

import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import type { Store } from '../../store/store.ts';
import type { BulkJobInput } from '../../workflows/contract.ts';

export interface Preflight {
  readonly job: JobDocument;
  readonly plan: PlanDocument;
}

/** @throws Error where there is no such job or plan: neither is ever deleted. */
export async function loadPreflight(
  { models }: Store,
  { organizationId, jobId }: Pick<BulkJobInput, 'organizationId' | 'jobId'>,
): Promise<Preflight> {
  const within = { organization_id: organizationId };
  const [job, plan] = await Promise.all([
    models.jobs.findOne({ _id: jobId, operation: 'bulk_preflight', ...within }).lean<JobDocument>(),
    models.plans.findOne({ job_id: jobId, ...within }).lean<PlanDocument>(),
  ]);
  if (!job || !plan) throw new Error(`there is no job ${jobId} that makes a plan`);
  return { job, plan };
}

/** Whether anything is left to do, and wanted; null: it is. */
export function endOf({ job, plan }: Preflight): 'over' | 'canceled' | null {
  if (job.ended_at !== null || plan.status !== 'preparing') return 'over';
  return job.cancel_requested ? 'canceled' : null;
}
