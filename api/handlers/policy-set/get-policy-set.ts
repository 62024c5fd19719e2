/** GET /v1/policy-set */

import { etagOf } from '../../etag.ts';
import { query } from '../../operation.ts';
import { loadState, presentSet } from './present-state.ts';

export const getPolicySet = query('getPolicySet', async (request) => {
  const { organization, organizationId } = request;
  const state = await loadState(request);
  return {
    status: 200,
    body: presentSet(state),
    headers: { ETag: etagOf(organization.policy_epoch ?? 0) },
    target: { type: 'policy_set', id: organizationId },
  };
});
