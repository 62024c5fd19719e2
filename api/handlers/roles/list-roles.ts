/** GET /v1/roles */

import { BUILT_IN_ROLES, isBuiltInRole } from '../../../domain/permissions.ts';
import type { RoleDocument } from '../../../store/models/access.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { openPage } from '../page.ts';
import { presentBuiltInRole, presentRole } from './present-role.ts';

export const listRoles = query('listRoles', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listRoles', request);
  const last = page.position?.['name'];
  const after = typeof last === 'string' ? last : '';
  const own = await means.store.models.roles
    .find({
      $and: [
        { organization_id: organizationId, name: { $gt: after } },
        { ...equal('status', asked.status), ...namePrefix(asked.name) },
      ],
    })
    .sort({ name: 1 })
    .limit(page.fetch)
    .lean<RoleDocument[]>();
  const builtIn = Object.keys(BUILT_IN_ROLES)
    .filter(isBuiltInRole)
    .filter((name) => name > after && name.startsWith(asked.name ?? '') && asked.status !== 'inactive')
    .map((name) => presentBuiltInRole(name, organizationId));
  // Names are ASCII, so the store and this comparison agree on their order.
  const merged = [...own.map(presentRole), ...builtIn].sort((one, other) => (one.name < other.name ? -1 : 1));
  const { rows, nextCursor } = page.close(merged, ({ name }) => ({ name }));
  return { status: 200, body: { roles: rows, next_cursor: nextCursor } };
});
