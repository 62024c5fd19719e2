/** GET /v1/groups */

import type { GroupDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentGroup } from './present-group.ts';

export const listGroups = query('listGroups', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listGroups', request);
  const found = await means.store.models.groups
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<GroupDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { groups: rows.map(presentGroup), next_cursor: nextCursor } };
});
