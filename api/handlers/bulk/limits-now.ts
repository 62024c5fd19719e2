/** What policies say of work by a plan when it is asked for: the plan has kept what they said when it was made. */

import { type GovernedGroup, type GovernedItems, governedGroups } from '../../../store/plans/governed-groups.ts';
import { limitsOf, stricterOf } from '../../../store/plans/plan-limits.ts';
import type { Request, Transaction } from '../../operation.ts';
import type { RunnablePlan } from './require-runnable-plan.ts';

export interface PlanNow {
  /** With the stricter limits of both: whatever was bound since it was made binds as well. */
  readonly plan: RunnablePlan;
  /** All that would be worked on, by the policy that holds for it now. */
  readonly groups: readonly GovernedGroup[];
}

/**
 * The plan as policies are now.
 * @param items what would be worked on.
 */
export async function withLimitsNow(
  { means, organization }: Pick<Request, 'means' | 'organization'>,
  { session }: Transaction,
  plan: RunnablePlan,
  items: GovernedItems,
): Promise<PlanNow> {
  const book = await means.policyBooks.of(organization);
  const groups = await governedGroups(means.store, book, plan.organization_id, items, session);
  // Somebody asks for it, whoever has asked for the plan: where policies want consent, it is asked for.
  const now = limitsOf({ operation: plan.operation, asksNobody: false }, groups);
  return { plan: { ...plan, limits: stricterOf(plan.limits, now) }, groups };
}
