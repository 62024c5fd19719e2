/** GET /v1/scopes/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentScope } from './present-scope.ts';

export const getScope = query('getScope', async ({ access, organizationId, path, means }) => {
  const found = await means.store.models.scopes.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const scope = access.requireFound('scope', found);
  return showing(200, scope, presentScope(scope, access));
});
