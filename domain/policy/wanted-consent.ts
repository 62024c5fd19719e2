/** Whose consent a policy wants to an operation, and which of its rules says so. */

import { CREDENTIAL_OPERATIONS } from '../job.ts';
import { type EffectivePolicy, ruleValue } from './effective.ts';
import type { ApprovableOperation, ApprovalRule, PolicyOperation } from './rules.ts';

export interface WantedConsent {
  /** The member of `approvals` that holds. */
  readonly by: ApprovableOperation;
  readonly rule: ApprovalRule;
}

/**
 * A rule for plans replaces the one for single resources where a policy has it; where it does not, that one holds for plans
 * too: a plan of one resource is no way around it.
 * @returns null where nobody's consent is wanted.
 */
export function wantedConsent(
  policy: EffectivePolicy,
  operation: PolicyOperation,
  isBulk: boolean,
): WantedConsent | null {
  const approvals = ruleValue(policy, 'approvals') ?? {};
  for (const by of isBulk ? ([...ofPlans(operation), operation] as const) : [operation]) {
    const rule = approvals[by];
    if (rule) return { by, rule };
  }
  return null;
}

/** The others are asked for one by one. */
function ofPlans(operation: PolicyOperation): readonly ApprovableOperation[] {
  const planned = CREDENTIAL_OPERATIONS.find((known) => known === operation);
  return planned ? [`bulk_${planned}`] : [];
}
