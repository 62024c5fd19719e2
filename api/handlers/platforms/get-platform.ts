/** GET /v1/platforms/{id} */

import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentPlatform } from './present-platform.ts';

export const getPlatform = query('getPlatform', async ({ organizationId, path, means }) => {
  const found = await means.store.models.platforms.findOne({ _id: path.id, organization_id: organizationId }).lean();
  const platform = requireFound(found);
  return showing(200, platform, presentPlatform(platform));
});
