/** GET /v1/scopes */

import { query } from '../../operation.ts';
import { namePrefix, subtreeInReach } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentScope } from './present-scope.ts';

export const listScopes = query('listScopes', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listScopes', request);
  const below = asked.under === undefined ? {} : { _id: { $in: subtreeInReach(access, asked.under) } };
  const found = await means.store.models.scopes
    .find({
      organization_id: organizationId,
      ...namePrefix(asked.name),
      $and: [...access.filter('scope').$and, below, page.idAfter],
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { scopes: rows.map((scope) => presentScope(scope, access)), next_cursor: nextCursor } };
});
