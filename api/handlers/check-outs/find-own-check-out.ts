/** Finds a check-out that the caller has asked for; those of others are not there for what only holders do. */

import type { ClientSession } from 'mongoose';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { Request } from '../../operation.ts';
import { requireFound } from '../found.ts';

/** @throws CapstanError `not_found`. */
export async function findOwnCheckOut(
  { access, actor, organizationId, path, means }: Request<'revealCheckOut' | 'releaseCheckOut'>,
  session?: ClientSession,
): Promise<CustodyDocument> {
  const own = { 'holder.type': actor.type, 'holder.id': actor.id } as const;
  const found = await means.store.models.custodies
    .findOne({ _id: path.id, organization_id: organizationId, ...own }, null, session ? { session } : {})
    .lean<CustodyDocument>();
  const custody = requireFound(found);
  access.settleAt({ scopeId: custody.scope_id, resourceId: custody.resource_id });
  return custody;
}
