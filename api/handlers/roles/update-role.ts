/** PATCH /v1/roles/{name} */

import type { RoleDocument } from '../../../store/models/access.ts';
import { command } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { findRole, reviseRole } from './find-role.ts';
import { presentRole, roleTarget } from './present-role.ts';
import { requireRoleChange } from './require-role-change.ts';

export const updateRole = command('updateRole', async (request, tx) => {
  const { body } = request;
  const role = await findRole(request, tx);
  const wanted: Partial<RoleDocument> = {
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.permissions === undefined ? {} : { permissions: [...body.permissions].sort() }),
  };
  const changed = differences(role, wanted);
  const target = roleTarget(role.name);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, role, presentRole(role)), target, change: changeInWords(changed) };
  }
  const { permissions } = changed;
  const added = permissions?.filter((permission) => !role.permissions.includes(permission)) ?? [];
  const removed = permissions ? role.permissions.filter((permission) => !permissions.includes(permission)) : [];
  if (permissions) await requireRoleChange(request, tx, role.name, [...added, ...removed]);
  const revised = await reviseRole(request, tx, role, changed);
  const parts = [
    changeInWords(changed),
    ...(added.length > 0 ? [`permits ${added.join(', ')} as well`] : []),
    ...(removed.length > 0 ? [`no more permits ${removed.join(', ')}`] : []),
  ];
  return { ...showing(200, revised, presentRole(revised)), target, change: parts.join('; ') };
});
