/** GET /v1/platforms */

import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentPlatform } from './present-platform.ts';

export const listPlatforms = query('listPlatforms', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listPlatforms', request);
  const found = await means.store.models.platforms
    .find({
      organization_id: organizationId,
      ...equal('connector', asked.connector),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { platforms: rows.map(presentPlatform), next_cursor: nextCursor } };
});
