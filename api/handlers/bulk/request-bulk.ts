/** What asking for a verification, a rotation and a reconciliation by a plan have in common. */

import type { CredentialOperation } from '../../../domain/job.ts';
import { runnableItems } from '../../../store/plans/governed-groups.ts';
import { placeOf } from '../../authorization/places.ts';
import type { Answer, Transaction } from '../../operation.ts';
import { acceptBulkJob } from './accept-bulk-job.ts';
import { withLimitsNow } from './limits-now.ts';
import { readOptions } from './read-options.ts';
import { requireBulkEmergency } from './require-bulk-emergency.ts';
import { requireBulkPolicy } from './require-bulk-policy.ts';
import { requireFreePlan } from './require-free-plan.ts';
import { type BulkRunRequest, requireRunnablePlan, runnableOf } from './require-runnable-plan.ts';
import { sampleOfPlan } from './sample-resources.ts';

/**
 * Writes the job; its items are written once a worker begins. The relay starts the workflow, `afterCommit` only tells it
 * to look.
 * @throws CapstanError `unprocessable`, `forbidden`, `conflict`, `policy_refused`.
 */
export async function requestBulk(
  request: BulkRunRequest,
  tx: Transaction,
  operation: CredentialOperation,
): Promise<Answer> {
  const { body, means, now } = request;
  const { reason = null, ticket_id: ticketId = null, break_glass: isEmergency = false } = body;
  const kept = await requireRunnablePlan(request, tx, operation);
  const { plan, groups } = await withLimitsNow(request, tx, kept, runnableItems(kept._id));
  const resources = runnableOf(plan);
  const options = readOptions(body, { limits: plan.limits, resources, earlier: null }, now, plan.options ?? {});
  await requireFreePlan(request, tx, plan, null);
  if (isEmergency) requireBulkEmergency(request, placeOf('plan', plan), { reason, startAt: body.start_at });
  const sample = await sampleOfPlan(means.store, tx.session, plan);
  const asked = { operation, reason, ticketId, limits: plan.limits, isEmergency };
  const policy = await requireBulkPolicy(request, tx, { groups, sample }, asked);
  return acceptBulkJob(request, tx, { operation, plan, resources, options, retry: null, policy, isEmergency });
}

/** The relay, and whoever looks after requests for consent. */
export function dispatchSoon({ means }: Pick<BulkRunRequest, 'means'>): void {
  means.dispatchSoon();
  means.approvals.lookSoon();
}
