/** GET /v1/groups */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentGroup } from './present-group.ts';

export const listGroups = query('listGroups', async (request) => {
  const { rows, nextCursor } = await namedPage('listGroups', request, request.means.store.models.groups);
  return { status: 200, body: { groups: rows.map(presentGroup), next_cursor: nextCursor } };
});
