/** GET /v1/policies/{id} */

import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { findPolicy } from './policy-change.ts';
import { presentOnePolicy } from './present-policy.ts';

export const getPolicy = query('getPolicy', async (request) => {
  const policy = requireFound(await findPolicy(request));
  return showing(200, policy, await presentOnePolicy(request.means.store, policy));
});
