/** GET /v1/groups/{id} */

import type { GroupDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentGroup } from './present-group.ts';

export const getGroup = query('getGroup', async ({ organizationId, path, means }) => {
  const found = await means.store.models.groups
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<GroupDocument>();
  const group = requireFound(found);
  return showing(200, group, presentGroup(group));
});
