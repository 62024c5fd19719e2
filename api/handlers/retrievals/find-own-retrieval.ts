/** Finds a retrieval that the caller has asked for; those of others are not there for what only they may do. */

import type { ClientSession } from 'mongoose';
import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import type { Request } from '../../operation.ts';
import { requireFound } from '../found.ts';

/** @throws CapstanError `not_found`. */
export async function findOwnRetrieval(
  { access, actor, organizationId, path, means }: Request<'revealRetrieval' | 'cancelRetrieval'>,
  session?: ClientSession,
): Promise<RetrievalDocument> {
  const own = { 'requester.type': actor.type, 'requester.id': actor.id } as const;
  const found = await means.store.models.retrievals
    .findOne({ _id: path.id, organization_id: organizationId, ...own }, null, session ? { session } : {})
    .lean<RetrievalDocument>();
  const retrieval = requireFound(found);
  access.settleAt({ scopeId: retrieval.scope_id, resourceId: null });
  return retrieval;
}
