/** What activating and deactivating a resource have in common. */

import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { presentResource } from './present-resource.ts';

export async function setResourceStatus(
  request: Request<'activateResource' | 'deactivateResource'>,
  tx: Transaction,
  status: 'unverified' | 'inactive',
): Promise<Answer> {
  const { access, organizationId, path, means, ifMatch } = request;
  const { resources } = means.store.models;
  const found = await resources.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const resource = access.requireFound('resource', found);
  requireMatch(ifMatch, resource.revision);
  const isDone = (resource.status === 'inactive') === (status === 'inactive');
  if (isDone) return showing(200, resource, await presentResource(request, resource));
  const changed = await revise(resources, request, tx, resource, { status, status_detail: null });
  return showing(200, changed, await presentResource(request, changed));
}
