/** Finds a check-out of the caller's organization. */

import type { ClientSession } from 'mongoose';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { Means } from '../../operation.ts';

interface CheckOutRequest {
  readonly access: RequestAccess;
  readonly organizationId: number;
  readonly path: { readonly id: number };
  readonly means: Pick<Means, 'store'>;
}

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findCheckOut(
  { access, organizationId, path, means }: CheckOutRequest,
  session?: ClientSession,
): Promise<CustodyDocument> {
  const found = means.store.models.custodies.findOne({ _id: path.id, organization_id: organizationId });
  return access.requireFound('checkOut', await (session ? found.session(session) : found).lean<CustodyDocument>());
}
