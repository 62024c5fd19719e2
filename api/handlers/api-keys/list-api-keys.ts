/** GET /v1/users/{id}/api-keys */

import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { requireOwner } from './find-owner.ts';
import { presentApiKey, SHOWN_FIELDS, type ShownApiKey } from './present-api-key.ts';

export const listApiKeys = query('listApiKeys', async (request) => {
  const { organizationId, path, query: asked, means } = request;
  await requireOwner(means.store, organizationId, path.id);
  const page = openPage('listApiKeys', request, { of: path.id });
  const found = await means.store.models.apiKeys
    .find(
      { organization_id: organizationId, user_id: path.id, ...equal('status', asked.status), ...page.idAfter },
      SHOWN_FIELDS,
    )
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<ShownApiKey[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return {
    status: 200,
    body: { api_keys: rows.map(presentApiKey), next_cursor: nextCursor },
    target: { type: 'user', id: path.id },
  };
});
