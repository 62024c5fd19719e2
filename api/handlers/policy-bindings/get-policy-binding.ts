/** GET /v1/policy-bindings/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findPolicyBinding } from './find-policy-binding.ts';
import { presentPolicyBindings } from './present-policy-binding.ts';

export const getPolicyBinding = query('getPolicyBinding', async (request) => {
  const binding = await findPolicyBinding(request);
  const [shown] = await presentPolicyBindings(request.means.store, [binding]);
  return showing(200, binding, shown);
});
