/** POST /v1/roles */

import { CapstanError } from '../../../domain/errors.ts';
import { isBuiltInRole } from '../../../domain/permissions.ts';
import type { RoleDocument } from '../../../store/models/access.ts';
import { etagOf } from '../../etag.ts';
import { command } from '../../operation.ts';
import { firstRevision } from '../revision.ts';
import { presentRole, roleTarget } from './present-role.ts';
import { requireRoleChange } from './require-role-change.ts';

export const createRole = command('createRole', async (request, tx) => {
  const { organizationId, body, means } = request;
  if (isBuiltInRole(body.name)) throw new CapstanError('name_taken', `The role ${body.name} is built in.`);
  await requireRoleChange(request, tx, body.name, body.permissions);
  const role: RoleDocument = {
    _id: await means.store.nextId('role'),
    organization_id: organizationId,
    name: body.name,
    description: body.description ?? null,
    permissions: [...body.permissions].sort(),
    status: 'active',
    ...firstRevision(request, tx),
  };
  await means.store.models.roles.create([role], { session: tx.session });
  return {
    status: 201,
    body: presentRole(role),
    headers: { ETag: etagOf(role.revision), Location: `/v1/roles/${role.name}` },
    target: roleTarget(role.name),
    change: `permits ${role.permissions.join(', ')}`,
  };
});
