/** GET /v1/users/{id} */

import type { UserDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentUser } from './present-user.ts';

export const getUser = query('getUser', async ({ organizationId, path, means }) => {
  const found = await means.store.models.users
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<UserDocument>();
  const user = requireFound(found);
  return showing(200, user, presentUser(user));
});
