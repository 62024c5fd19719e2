/** POST /v1/policy-bindings/{id}/deactivate */

import { changePolicies } from '../../../store/policy/policy-book.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { findPolicyBinding } from './find-policy-binding.ts';
import { presentPolicyBinding } from './present-policy-binding.ts';

export const deactivatePolicyBinding = command('deactivatePolicyBinding', async (request, tx) => {
  const { organizationId, means, ifMatch } = request;
  await changePolicies(means.store, tx.session, organizationId);
  const binding = await findPolicyBinding(request, tx.session);
  requireMatch(ifMatch, binding.revision);
  if (binding.status === 'inactive') {
    return { ...showing(200, binding, presentPolicyBinding(binding, false)), change: 'nothing to change' };
  }
  const revised = await revise(means.store.models.policyBindings, request, tx, binding, { status: 'inactive' });
  return {
    ...showing(200, revised, presentPolicyBinding(revised, false)),
    change: `policy ${binding.policy_id} no more holds for ${binding.target_type} ${binding.target_id}`,
  };
});
