/** What a request would get, on the wire. */

import type { Refusal, Verdict } from '../../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../../domain/policy/effective.ts';
import type { Governed } from '../../../store/policy/ask-policy.ts';
import type { components } from '../../generated/openapi.ts';
import { presentReference } from '../policy-bindings/present-policy-binding.ts';
import { presentEffectivePolicy } from './present-effective-policy.ts';

export function presentVerdict(
  { decision, refusals, approval }: Verdict,
  governed: Governed,
  at: Date,
): components['schemas']['PolicyVerdict'] {
  const { policy } = governed;
  return {
    decision,
    reasons: [...refusals, ...consentWanted(approval, policy)].map(({ rule, detail, field, bindingId, remark }) => {
      const from = policy.bindings.find((binding) => binding.bindingId === bindingId);
      const said = remark ? `${detail}: ${remark}` : detail;
      return { rule, detail: said, field, from: from ? presentReference(from) : null };
    }),
    approval: presentApproval(approval),
    effective: presentEffectivePolicy('resource' in governed ? governed.resource._id : null, policy, at),
  };
}

export function presentApproval(rule: Verdict['approval']): components['schemas']['ApprovalRule'] | null {
  if (rule === null) return null;
  const { approver_group_ids: groups, escalation } = rule;
  return {
    ...rule,
    approver_group_ids: [...groups],
    escalation: escalation && { after_minutes: escalation.after_minutes, group_ids: [...escalation.group_ids] },
  };
}

function consentWanted(approval: Verdict['approval'], policy: EffectivePolicy): Refusal[] {
  if (!approval) return [];
  const bindingId = policy.rules.get('approvals')?.from.bindingId ?? null;
  return [{ rule: 'approvals', field: null, detail: `${approval.quorum} must consent`, bindingId }];
}
