/** POST /v1/policy-bindings */

import { CapstanError } from '../../../domain/errors.ts';
import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import { changePolicies, MOST_BINDINGS } from '../../../store/policy/policy-book.ts';
import { command } from '../../operation.ts';
import { requireNamed } from '../found.ts';
import { requireNoConflict } from '../policies/require-no-conflict.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { requireBindingTarget } from './binding-target.ts';
import { presentPolicyBinding } from './present-policy-binding.ts';

export const createPolicyBinding = command('createPolicyBinding', async (request, tx) => {
  const { organizationId, body, means } = request;
  const { policies, policyBindings } = means.store.models;
  await changePolicies(means.store, tx.session, organizationId);
  const place = await requireBindingTarget(request, body, 'policy:write', { session: tx.session });
  const found = await policies
    .findOne({ _id: body.policy_id, organization_id: organizationId, status: 'active' })
    .session(tx.session)
    .lean();
  const policy = requireNamed(found, 'policy_id', 'active policy');
  const target = { target_type: body.target_type, target_id: body.target_id };
  const first = await policyBindings
    .findOne({ organization_id: organizationId, policy_id: policy._id, ...target, status: 'active' }, { _id: 1 })
    .session(tx.session)
    .lean();
  if (first) throw new CapstanError('conflict', `Binding ${first._id} binds the policy there already.`);
  await requireNoConflict(request, policy._id, policy.rules, [target], tx.session);
  const active = { organization_id: organizationId, status: 'active' } as const;
  if ((await policyBindings.countDocuments(active, { session: tx.session, limit: MOST_BINDINGS })) === MOST_BINDINGS) {
    throw new CapstanError('conflict', `The organization has ${MOST_BINDINGS} bindings, as many as it may.`);
  }
  const binding: PolicyBindingDocument = {
    _id: await means.store.nextId('policy_binding'),
    organization_id: organizationId,
    policy_id: policy._id,
    ...target,
    scope_id: place.scopeId,
    resource_id: place.resourceId,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await policyBindings.create([binding], { session: tx.session });
  return {
    ...showingNew('policy_binding', '/v1/policy-bindings', binding, presentPolicyBinding(binding, true)),
    change: `policy ${policy._id} holds for ${target.target_type} ${target.target_id}`,
  };
});
