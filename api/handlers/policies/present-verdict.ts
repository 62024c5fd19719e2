/** What a request would get, on the wire. */

import type { Refusal, Verdict } from '../../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../../domain/policy/effective.ts';
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
    reasons: [...refusals, ...consentWanted(approval, policy)].map(({ rule, detail, field, bindingId, remark }) => {
      const from = policy.bindings.find((binding) => binding.bindingId === bindingId);
      const said = remark ? `${detail}: ${remark}` : detail;
      return { rule, detail: said, field, from: from ? presentReference(from) : null };
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

function consentWanted(approval: Verdict['approval'], policy: EffectivePolicy): Refusal[] {
  if (!approval) return [];
  const bindingId = policy.rules.get('approvals')?.from.bindingId ?? null;
  return [{ rule: 'approvals', field: null, detail: `${approval.quorum} must consent`, bindingId }];
}
