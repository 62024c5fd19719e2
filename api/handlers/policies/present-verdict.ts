/** What a request would get, on the wire. */

import type { Verdict } from '../../../domain/policy/decide.ts';
import type { GovernedResource } from '../../../store/policy/ask-policy.ts';
import type { components } from '../../generated/openapi.ts';
import { presentReference } from '../policy-bindings/present-policy-binding.ts';
import { presentEffectivePolicy } from './present-effective-policy.ts';

export function presentVerdict(
  { decision, refusals, approval }: Verdict,
  { policy, resource }: GovernedResource,
  at: Date,
): components['schemas']['PolicyVerdict'] {
  return {
    decision,
    reasons: refusals.map(({ rule, detail, field, bindingId }) => {
      const from = policy.bindings.find((binding) => binding.bindingId === bindingId);
      return { rule, detail, field, from: from ? presentReference(from) : null };
    }),
    approval: approval && {
      ...approval,
      approver_group_ids: [...approval.approver_group_ids],
      escalation: escalationOf(approval),
    },
    effective: presentEffectivePolicy(resource._id, policy, at),
  };
}

function escalationOf({ escalation }: NonNullable<Verdict['approval']>) {
  return escalation && { after_minutes: escalation.after_minutes, group_ids: [...escalation.group_ids] };
}
