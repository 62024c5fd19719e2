/** A secret that a client handed in has not been tried yet. */

import type { Means, Transaction } from '../../operation.ts';
import { nextRevision } from '../revision.ts';

export async function unverifyResource(
  request: { readonly organizationId: number; readonly now: Date; readonly means: Pick<Means, 'store'> },
  tx: Transaction,
  resourceId: number,
): Promise<void> {
  await request.means.store.models.resources.updateOne(
    {
      _id: resourceId,
      organization_id: request.organizationId,
      status: { $nin: ['inactive', 'unverified'] },
    },
    nextRevision(request, tx, { status: 'unverified', status_detail: null, verified_at: null }),
    { session: tx.session },
  );
}
