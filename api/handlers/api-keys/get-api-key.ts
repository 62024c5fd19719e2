/** GET /v1/users/{id}/api-keys/{name} */

import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { apiKeyTarget, presentApiKey, SHOWN_FIELDS, type ShownApiKey } from './present-api-key.ts';

export const getApiKey = query('getApiKey', async ({ organizationId, path, means }) => {
  const found = await means.store.models.apiKeys
    .findOne({ organization_id: organizationId, user_id: path.id, name: { $eq: path.name } }, SHOWN_FIELDS)
    .lean<ShownApiKey>();
  const key = requireFound(found);
  return { ...showing(200, key, presentApiKey(key)), target: apiKeyTarget(key) };
});
