/** GET /v1/credentials */

import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentCredentials } from './present-credential.ts';

export const listCredentials = query('listCredentials', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listCredentials', request);
  const found = await means.store.models.credentials
    .find({
      organization_id: organizationId,
      ...access.filter('credential'),
      ...equal('resource_id', asked.resource_id),
      ...equal('status', asked.status),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { credentials: await presentCredentials(means.store, rows), next_cursor: nextCursor } };
});
