/** Nothing is done twice by one plan: one job at a time, and after the first only what that one has left. */

import { hasBegunWork } from '../../../domain/bulk.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { BulkState, JobDocument } from '../../../store/models/job.ts';
import type { PlanDocument } from '../../../store/models/plan.ts';
import { retriedStatuses } from '../../../store/plans/left-over.ts';
import type { BulkRetry } from '../../../store/plans/new-bulk-job.ts';
import type { Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';

/**
 * Moves the plan to its next revision, so that of two requests at the same moment the second one sees the job of the first.
 * @param retry what is to be done again; null: the plan is to be carried out.
 * @throws CapstanError `conflict` that names the job in the way.
 */
export async function requireFreePlan(
  request: Pick<Request, 'means' | 'now'>,
  tx: Transaction,
  plan: PlanDocument,
  retry: BulkRetry | null,
): Promise<void> {
  const { jobs, plans } = request.means.store.models;
  await revise(plans, request, tx, plan, {});
  const found = await jobs
    .find({ 'bulk.plan_id': plan._id }, { bulk: 1, ended_at: 1 }, { session: tx.session })
    .sort({ _id: 1 })
    .lean<JobDocument[]>();
  const unfinished = found.find(({ ended_at }) => ended_at === null);
  if (unfinished) {
    throw new CapstanError('conflict', `Job ${unfinished._id} works by this plan, and has not ended.`);
  }
  // One that was canceled, or got no consent, before anything was begun has done nothing.
  const before = found.find(({ bulk }) => bulk && hasBegunWork(bulk) && overlaps(bulk, retry));
  if (!before) return;
  const what = retry === null ? 'has worked by this plan' : `has worked on what job ${retry.of} left`;
  throw new CapstanError(
    'conflict',
    `Job ${before._id} ${what}: what it left is done again by POST /v1/jobs/${before._id}/retry.`,
  );
}

/** Of two retries of one job each may have taken what the other was not asked for. */
function overlaps(bulk: BulkState, retry: BulkRetry | null): boolean {
  if (bulk.retry_of !== (retry?.of ?? null)) return false;
  return retry === null || retriedStatuses(bulk).some((status) => retry.statuses.includes(status));
}
