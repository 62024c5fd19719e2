/** GET /v1/policies */

import type { PolicyDocument } from '../../../store/models/policy.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentPolicy } from './present-policy.ts';

export const listPolicies = query('listPolicies', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listPolicies', request);
  const found = await means.store.models.policies
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<PolicyDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { policies: rows.map(presentPolicy), next_cursor: nextCursor } };
});
