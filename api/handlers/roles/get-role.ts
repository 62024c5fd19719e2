/** GET /v1/roles/{name} */

import { isBuiltInRole } from '../../../domain/permissions.ts';
import type { RoleDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentBuiltInRole, presentRole, roleTarget } from './present-role.ts';

export const getRole = query('getRole', async ({ organizationId, path: { name }, means }) => {
  const target = roleTarget(name);
  if (isBuiltInRole(name)) return { status: 200, body: presentBuiltInRole(name, organizationId), target };
  const found = await means.store.models.roles
    .findOne({ organization_id: organizationId, name: { $eq: name } })
    .lean<RoleDocument>();
  const role = requireFound(found);
  return { ...showing(200, role, presentRole(role)), target };
});
