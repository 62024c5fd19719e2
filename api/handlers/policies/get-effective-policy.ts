/** GET /v1/resources/{id}/effective-policy */

import { governedBy } from '../../authorization/require-policy.ts';
import { query } from '../../operation.ts';
import { presentEffectivePolicy } from './present-effective-policy.ts';

export const getEffectivePolicy = query('getEffectivePolicy', async (request) => {
  const { access, organizationId, path, means, now } = request;
  const found = await means.store.models.resources.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const resource = access.requireFound('resource', found);
  const { policy } = await governedBy(request, resource);
  return { status: 200, body: presentEffectivePolicy(resource._id, policy, now) };
});
