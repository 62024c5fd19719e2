/** The job that makes a plan, with that plan, as it stands. */

import { objectionsByRights } from '../../store/access/job-rights.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import type { Store } from '../../store/store.ts';
import type { BulkJobInput } from '../../workflows/contract.ts';
import { StepDefect } from '../step-defect.ts';

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

/**
 * Whoever has asked could ask still: the plan logs in at targets in their name.
 * @throws StepDefect `policy_refused`.
 */
export async function requireStillPermitted(store: Store, { job, plan }: Preflight): Promise<void> {
  const lost = (await objectionsByRights(store, job))({ scopeId: plan.scope_id, resourceId: null }, new Date());
  if (lost !== null) throw new StepDefect('policy_refused', `${lost[0]?.toUpperCase()}${lost.slice(1)}.`);
}

/** Whether anything is left to do, and wanted; null: it is. */
export function endOf({ job, plan }: Preflight): 'over' | 'canceled' | null {
  if (job.ended_at !== null || plan.status !== 'preparing') return 'over';
  return job.cancel_requested ? 'canceled' : null;
}
