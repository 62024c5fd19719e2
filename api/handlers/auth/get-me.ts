/** GET /v1/me */

import { ROLES } from '../../../domain/access.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';

export const getMe = query('getMe', async ({ actor, organizationId, means }) => {
  const organization = requireFound(await means.store.models.organizations.findOne({ _id: organizationId }).lean());
  return {
    status: 200,
    body: {
      type: actor.type,
      id: actor.id,
      name: actor.name,
      organization: { id: organization._id, name: organization.name },
      role: actor.role,
      permissions: [...ROLES[actor.role]].sort(),
      authentication: actor.authentication,
    },
    target: { type: actor.type, id: actor.id },
  };
});
