/** Active bindings of active policies, as decisions need them. */

import type { ClientSession, mongo } from 'mongoose';
import type { BoundPolicy } from '../../domain/policy/effective.ts';
import type { PolicyBindingDocument, PolicyDocument } from '../models/policy.ts';
import type { Store } from '../store.ts';

/** Those whose binding meets `condition`. */
export async function boundPolicies(
  store: Store,
  organizationId: number,
  condition: mongo.Filter<PolicyBindingDocument>,
  session?: ClientSession,
): Promise<BoundPolicy[]> {
  const { policies, policyBindings } = store.models;
  const within = session ? { session } : {};
  const active = { organization_id: organizationId, status: 'active' } as const;
  const bindings = await policyBindings
    .find({ $and: [active, condition] }, null, within)
    .lean<PolicyBindingDocument[]>();
  const ids = [...new Set(bindings.map(({ policy_id }) => policy_id))];
  if (ids.length === 0) return [];
  const found = await policies.find({ ...active, _id: { $in: ids } }, null, within).lean<PolicyDocument[]>();
  const known = new Map(found.map((policy) => [policy._id, policy]));
  return bindings.flatMap((binding) => {
    const policy = known.get(binding.policy_id);
    return policy ? [boundOf(binding, policy)] : [];
  });
}

function boundOf(
  { _id, target_type, target_id }: PolicyBindingDocument,
  { _id: policyId, name, version, rules, conditions }: PolicyDocument,
): BoundPolicy {
  return {
    bindingId: _id,
    policyId,
    policyName: name,
    version,
    targetType: target_type,
    targetId: target_id,
    rules,
    conditions,
  };
}
