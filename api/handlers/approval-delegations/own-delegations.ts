/** Which delegations somebody sees: those given and received, and all with the right to read approvals of the whole organization. */

import type { ClientSession } from 'mongoose';
import { WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import type { ApprovalDelegationDocument } from '../../../store/models/approval.ts';
import type { Request } from '../../operation.ts';
import { requireFound } from '../found.ts';

type Asking = Pick<Request, 'access' | 'actor' | 'organizationId' | 'means'>;

/** Condition that exactly those meet that the caller sees. */
export function seenBy({ access, actor }: Pick<Asking, 'access' | 'actor'>): object {
  return access.allows(WHOLE_ORGANIZATION, 'approval:read') ? {} : concerning(actor);
}

/** Condition that exactly those meet that the caller has given or received. */
export function concerning({ type, id }: Asking['actor']): object {
  // Applications lend nothing and are lent nothing; no user has this number.
  const userId = type === 'user' ? id : 0;
  return { $or: [{ from_user_id: userId }, { to_user_id: userId }] };
}

/** @throws CapstanError `not_found`. */
export async function findDelegation(
  { organizationId, means, path }: Asking & { readonly path: { readonly id: number } },
  condition: object,
  session?: ClientSession,
): Promise<ApprovalDelegationDocument> {
  const found = await means.store.models.approvalDelegations
    .findOne({ _id: path.id, organization_id: organizationId, ...condition })
    .session(session ?? null)
    .lean<ApprovalDelegationDocument>();
  return requireFound(found);
}
