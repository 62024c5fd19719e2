/** What holds for a resource, on the wire. */

import type { EffectivePolicy } from '../../../domain/policy/effective.ts';
import { windowStateOf } from '../../../store/policy/maintenance.ts';
import type { components } from '../../generated/openapi.ts';
import { presentReference } from '../policy-bindings/present-policy-binding.ts';
import { wireTimeOrNull } from '../wire-time.ts';
import { presentRules } from './policy-rules.ts';

export function presentEffectivePolicy(
  resourceId: number | null,
  policy: EffectivePolicy,
  now: Date,
): components['schemas']['EffectivePolicy'] {
  const { closedBy, opensAt, closesAt } = windowStateOf(policy, now);
  return {
    resource_id: resourceId,
    policy_id: nearestPolicyId(policy),
    rules: [...policy.rules.values()].map(({ rule, value, from, overridden }) => ({
      rule,
      value: Reflect.get(presentRules({ [rule]: value }), rule),
      from: presentReference(from),
      overrides: overridden.map(presentReference),
    })),
    bindings: policy.bindings.map(presentReference),
    maintenance: {
      open: closedBy === null,
      closed_by: closedBy,
      opens_at: wireTimeOrNull(opensAt),
      closes_at: wireTimeOrNull(closesAt),
    },
  };
}

/** What a resource shows as its policy. */
export function nearestPolicyId({ bindings: [nearest] }: EffectivePolicy): number | null {
  return nearest?.policyId ?? null;
}
