/** GET /v1/users */

import type { UserDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentUser } from './present-user.ts';

export const listUsers = query('listUsers', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listUsers', request);
  const found = await means.store.models.users
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<UserDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { users: rows.map(presentUser), next_cursor: nextCursor } };
});
