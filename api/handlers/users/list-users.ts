/** GET /v1/users */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentUser } from './present-user.ts';

export const listUsers = query('listUsers', async (request) => {
  const { rows, nextCursor } = await namedPage('listUsers', request, request.means.store.models.users);
  return { status: 200, body: { users: rows.map(presentUser), next_cursor: nextCursor } };
});
