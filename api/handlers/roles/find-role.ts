/** The role of the path, inside the transaction of a change: one that the organization has made itself. */

import { CapstanError } from '../../../domain/errors.ts';
import { isBuiltInRole } from '../../../domain/permissions.ts';
import type { RoleDocument } from '../../../store/models/access.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';

type RoleRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly name: string };
};

/** @throws CapstanError `conflict` for a built-in role, `not_found`, `precondition_failed`. */
export async function findRole(request: RoleRequest, tx: Transaction): Promise<RoleDocument> {
  const { organizationId, path, means, ifMatch } = request;
  if (isBuiltInRole(path.name)) {
    throw new CapstanError('conflict', `The role ${path.name} is built in, and stays as it is; make one of your own.`);
  }
  const found = await means.store.models.roles
    .findOne({ organization_id: organizationId, name: { $eq: path.name } })
    .session(tx.session)
    .lean<RoleDocument>();
  const role = requireFound(found);
  requireMatch(ifMatch, role.revision);
  return role;
}

/** Writes the next revision of `role`; @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseRole(
  request: RoleRequest,
  tx: Transaction,
  role: RoleDocument,
  fields: Partial<RoleDocument>,
): Promise<RoleDocument> {
  return revise(request.means.store.models.roles, request, tx, role, fields);
}
