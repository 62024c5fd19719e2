/** The user of the path, inside the transaction of a change. */

import type { UserDocument } from '../../../store/models/identity.ts';
import { requireMatch } from '../../etag.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';
import { takeTurn } from './take-turn.ts';

type UserRequest = Pick<Request, 'organizationId' | 'means' | 'ifMatch' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `precondition_failed`. */
export async function findUser(request: UserRequest, tx: Transaction): Promise<UserDocument> {
  const { organizationId, path, means, ifMatch } = request;
  await takeTurn(request, tx, path.id);
  const found = await means.store.models.users
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean<UserDocument>();
  const user = requireFound(found);
  requireMatch(ifMatch, user.revision);
  return user;
}

/** Writes the next revision of `user`; @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseUser(
  request: UserRequest,
  tx: Transaction,
  user: UserDocument,
  fields: Partial<UserDocument>,
): Promise<UserDocument> {
  return revise(request.means.store.models.users, request, tx, user, fields);
}
