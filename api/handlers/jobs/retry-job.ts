/** POST /v1/jobs/{id}/retry */

import { hasBegunWork, type LeftStatus, RETRIED_UNLESS_SAID, RETRYABLE_STATUSES } from '../../../domain/bulk.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { hasEnded } from '../../../domain/job.ts';
import type { PlanDocument } from '../../../store/models/plan.ts';
import { leftOverItems } from '../../../store/plans/governed-groups.ts';
import { leftOver } from '../../../store/plans/left-over.ts';
import type { BulkRetry } from '../../../store/plans/new-bulk-job.ts';
import { limitsOfPart } from '../../../store/plans/plan-limits.ts';
import { placeOf } from '../../authorization/places.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { acceptBulkJob } from '../bulk/accept-bulk-job.ts';
import { withLimitsNow } from '../bulk/limits-now.ts';
import { readOptions } from '../bulk/read-options.ts';
import { dispatchSoon } from '../bulk/request-bulk.ts';
import { requireBulkEmergency } from '../bulk/require-bulk-emergency.ts';
import { requireBulkPolicy } from '../bulk/require-bulk-policy.ts';
import { requireFreePlan } from '../bulk/require-free-plan.ts';
import { type RunnablePlan, runnableOf } from '../bulk/require-runnable-plan.ts';
import { sampleOfJob } from '../bulk/sample-resources.ts';
import { type BulkJob, requireBulkJob } from './bulk-job.ts';
import { findJob } from './find-job.ts';

type RetryRequest = Request<'retryJob'>;

export const retryJob = command(
  'retryJob',
  async (request, tx) => {
    const { job, operation } = requireBulkJob(await findJob(request, tx.session), 'done again');
    request.access.requireAlso(`resource:${operation}`, placeOf('job', job));
    const { means, now } = request;
    const body = request.body ?? {};
    const retry: BulkRetry = { of: job._id, statuses: body.statuses ?? RETRIED_UNLESS_SAID };
    const resources = await requireLeft(request, tx, job, retry);
    const left = leftOverItems(job._id, retry.statuses);
    const { plan, groups } = await withLimitsNow(request, tx, await planOf(request, tx, job, resources), left);
    const { reason = null, ticket_id: ticketId = null, break_glass: isEmergency = false } = body;
    const options = readOptions(body, { limits: plan.limits, resources, earlier: job.bulk.options }, now);
    await requireFreePlan(request, tx, plan, retry);
    if (isEmergency) requireBulkEmergency(request, placeOf('job', job), { reason, startAt: body.start_at });
    const sample = await sampleOfJob(means.store, tx.session, job, retry.statuses);
    const asked = { operation, reason, ticketId, limits: plan.limits, isEmergency };
    const policy = await requireBulkPolicy(request, tx, { groups, sample }, asked);
    return acceptBulkJob(request, tx, { operation, plan, resources, options, retry, policy, isEmergency });
  },
  dispatchSoon,
);

/** @returns how many items are to be done again. @throws CapstanError `conflict`. */
async function requireLeft(
  request: RetryRequest,
  tx: Transaction,
  job: BulkJob,
  { statuses }: BulkRetry,
): Promise<number> {
  if (!hasEnded(job.status)) throw new CapstanError('conflict', `The job has not ended: it is ${job.status}.`);
  if (!hasBegunWork(job.bulk)) {
    throw new CapstanError('conflict', 'The job has ended before it began: ask again for what was asked for then.');
  }
  const left = await countLeft(request, tx, job, statuses);
  if (left > 0) return left;
  const others = RETRYABLE_STATUSES.filter((status) => !statuses.includes(status));
  const rest = await countLeft(request, tx, job, others);
  const advice = rest === 0 ? '' : `, and ${rest} ${others.join(' or ')}: name them in \`statuses\``;
  throw new CapstanError('conflict', `The job has left nothing ${statuses.join(' or ')} to do again${advice}.`);
}

function countLeft(
  { means }: RetryRequest,
  { session }: Transaction,
  job: BulkJob,
  statuses: readonly LeftStatus[],
): Promise<number> {
  return means.store.models.jobItems.countDocuments({ job_id: job._id, ...leftOver(statuses) }, { session }).exec();
}

/**
 * That it has expired meanwhile is of no concern: each resource is held against what the plan was made for.
 * @param left of how many of its resources the limits are to be.
 */
async function planOf(
  { means }: RetryRequest,
  { session }: Transaction,
  { bulk }: BulkJob,
  left: number,
): Promise<RunnablePlan> {
  const plan = await means.store.models.plans.findById(bulk.plan_id, null, { session }).lean<PlanDocument>();
  if (!plan?.limits) throw new Error(`plan ${bulk.plan_id} was carried out, and is not there or not ready`);
  return { ...plan, limits: limitsOfPart(plan.limits, left, runnableOf(plan)) };
}
