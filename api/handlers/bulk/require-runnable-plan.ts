/** The plan that a request wants carried out, as long as it still can be, and is exactly the one that was looked at. */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import type { PlanDocument, PlanLimits } from '../../../store/models/plan.ts';
import type { Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';

export type BulkRunRequest = Request<'verifyBulk' | 'rotateBulk' | 'reconcileBulk'>;

export type RunnablePlan = PlanDocument & { readonly limits: PlanLimits };

/** @throws CapstanError `unprocessable`, `forbidden`, `conflict`. */
export async function requireRunnablePlan(
  { body, access, means, organizationId, now }: BulkRunRequest,
  { session }: Transaction,
  operation: CredentialOperation,
): Promise<RunnablePlan> {
  const found = await means.store.models.plans
    .findOne({ _id: body.plan_id, organization_id: organizationId }, null, { session })
    .lean<PlanDocument>();
  const plan = access.requireReferred('plan', found, 'plan_id');
  if (plan.operation !== operation) throw unusable('plan_id', `names a plan to ${plan.operation}, not to ${operation}`);
  if (plan.runs_by_itself) {
    // Where policies have asked for it nobody's consent is in it, and where people have it is being carried out.
    throw new CapstanError('conflict', 'The plan is carried out by itself: make another one.');
  }
  const { limits } = plan;
  if (plan.status === 'preparing') {
    throw new CapstanError('conflict', `The plan is not ready: job ${plan.job_id} says how far it is.`);
  }
  if (plan.status !== 'ready' || plan.expires_at === null || limits === null) {
    throw new CapstanError(
      'conflict',
      `The plan has ${plan.status === 'canceled' ? 'been canceled' : 'failed'}: make another one.`,
    );
  }
  if (plan.expires_at <= now) {
    throw new CapstanError('conflict', `The plan has expired at ${plan.expires_at.toISOString()}: make another one.`);
  }
  if (plan.digest !== body.digest) {
    throw new CapstanError('conflict', `The digest is of another plan: look at plan ${plan._id} again.`);
  }
  if (runnableOf(plan) === 0)
    throw unusable('plan_id', 'names a plan that leaves every resource out; its items say why');
  return { ...plan, limits };
}

/** How many resources are worked on by the plan. */
export function runnableOf({ counts }: Pick<PlanDocument, 'counts'>): number {
  return counts.ready + counts.warned;
}
