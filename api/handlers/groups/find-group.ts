/** The group of the path, inside the transaction of a change. */

import type { GroupDocument } from '../../../store/models/access.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';

type GroupRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `precondition_failed`. */
export async function findGroup(request: GroupRequest, tx: Transaction): Promise<GroupDocument> {
  const { organizationId, path, means, ifMatch } = request;
  const found = await means.store.models.groups
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean<GroupDocument>();
  const group = requireFound(found);
  requireMatch(ifMatch, group.revision);
  return group;
}

/** Writes the next revision of `group`; @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseGroup(
  request: GroupRequest,
  tx: Transaction,
  group: GroupDocument,
  fields: Partial<GroupDocument>,
): Promise<GroupDocument> {
  return revise(request.means.store.models.groups, request, tx, group, fields);
}
