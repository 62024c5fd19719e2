/** At one place a rule has one source: two bindings that set it would leave it to chance which of them holds. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { type BoundPolicy, conflictOf } from '../../../domain/policy/effective.ts';
import type { PolicyRules } from '../../../domain/policy/rules.ts';
import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import { boundPolicies } from '../../../store/policy/bound-policies.ts';
import type { Request } from '../../operation.ts';

type Target = Pick<PolicyBindingDocument, 'target_type' | 'target_id'>;

/** @throws CapstanError `conflict` where another policy sets one of `rules` at one of `targets`. */
export async function requireNoConflict(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  policyId: number | null,
  rules: PolicyRules,
  targets: readonly Target[],
  session?: ClientSession,
): Promise<void> {
  if (targets.length === 0) return;
  const places = targets.map(({ target_type, target_id }) => ({ target_type, target_id }));
  const bound = await boundPolicies(means.store, organizationId, { $or: places }, session);
  const others = bound.filter((one) => one.policyId !== policyId);
  for (const { target_type: targetType, target_id: targetId } of targets) {
    const conflict = conflictOf(rules, { targetType, targetId }, others);
    if (conflict) throw new CapstanError('conflict', inWords(conflict.rule, conflict.with));
  }
}

function inWords(rule: string, { bindingId, policyId, targetType, targetId }: BoundPolicy): string {
  return (
    `The rule ${rule} is set for ${targetType} ${targetId} by policy ${policyId} already; ` +
    `end binding ${bindingId}, or take the rule out of one of the two.`
  );
}

/** What `policyId` is bound to at present. */
export function targetsOf(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  policyId: number,
  session: ClientSession,
): Promise<Target[]> {
  return means.store.models.policyBindings
    .find({ organization_id: organizationId, policy_id: policyId, status: 'active' }, { target_type: 1, target_id: 1 })
    .session(session)
    .lean<Target[]>();
}
