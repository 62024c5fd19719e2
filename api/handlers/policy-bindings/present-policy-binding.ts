/** A binding on the wire, and as a reference from what it brings about. */

import type { BoundPolicy } from '../../../domain/policy/effective.ts';
import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

type WireBinding = components['schemas']['PolicyBinding'];

/** They are of one organization. */
export async function presentPolicyBindings(
  store: Store,
  bindings: readonly PolicyBindingDocument[],
): Promise<WireBinding[]> {
  const ids = [...new Set(bindings.map(({ policy_id }) => policy_id))];
  const active = new Set(await store.models.policies.find({ _id: { $in: ids }, status: 'active' }).distinct('_id'));
  return bindings.map((binding) => presentPolicyBinding(binding, active.has(binding.policy_id)));
}

export function presentPolicyBinding(binding: PolicyBindingDocument, isPolicyActive: boolean): WireBinding {
  return {
    id: binding._id,
    policy_id: binding.policy_id,
    target_type: binding.target_type,
    target_id: binding.target_id,
    effective: binding.status === 'active' && isPolicyActive,
    status: binding.status,
    ...wireTracked(binding),
  };
}

export function presentReference(bound: BoundPolicy): components['schemas']['BindingReference'] {
  return {
    binding_id: bound.bindingId,
    policy_id: bound.policyId,
    policy_name: bound.policyName,
    version: bound.version,
    target_type: bound.targetType,
    target_id: bound.targetId,
  };
}
