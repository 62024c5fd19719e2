/** GET /v1/resources/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentResource } from './present-resource.ts';

export const getResource = query('getResource', async (request) => {
  const { access, organizationId, path, means } = request;
  const found = await means.store.models.resources.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const resource = access.requireFound('resource', found);
  return showing(200, resource, await presentResource(request, resource));
});
