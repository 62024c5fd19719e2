/** GET /v1/policy-bindings */

import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentPolicyBindings } from './present-policy-binding.ts';

export const listPolicyBindings = query('listPolicyBindings', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listPolicyBindings', request);
  const found = await means.store.models.policyBindings
    .find({
      organization_id: organizationId,
      ...equal('policy_id', asked.policy_id),
      ...equal('target_type', asked.target_type),
      ...equal('target_id', asked.target_id),
      ...equal('status', asked.status),
      $and: [...access.filter('policyBinding').$and, page.idAfter],
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<PolicyBindingDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const shown = await presentPolicyBindings(means.store, rows);
  return { status: 200, body: { policy_bindings: shown, next_cursor: nextCursor } };
});
