/** Somebody who decides, with the groups that they are in and the places that were lent to them. */

import type { ClientSession } from 'mongoose';
import type { Decider } from '../../domain/approval.ts';
import { groupsOf } from '../access/held-grants.ts';
import type { ApprovalDelegationDocument } from '../models/approval.ts';
import type { Store } from '../store.ts';

/**
 * Whether they hold the permission to decide is not looked at here.
 * @returns null where there is no such active user.
 */
export async function loadDecider(
  store: Store,
  organizationId: number,
  userId: number,
  now: Date,
  session?: ClientSession,
): Promise<Decider | null> {
  const { users, approvalDelegations } = store.models;
  const options = session ? { session } : {};
  const user = await users.findOne({ _id: userId, status: 'active' }, { _id: 1 }, options).lean();
  if (!user) return null;
  const groupIds = await groupsOf(store, organizationId, userId, session);
  const delegations = await approvalDelegations
    .find(
      {
        organization_id: organizationId,
        to_user_id: userId,
        status: 'active',
        starts_at: { $lte: now },
        ends_at: { $gt: now },
      },
      { from_user_id: 1 },
      options,
    )
    .sort({ _id: 1 })
    .lean<Pick<ApprovalDelegationDocument, '_id' | 'from_user_id'>[]>();
  const from = delegations.map(({ from_user_id }) => from_user_id);
  // Whoever has left lends nothing any more.
  const active = new Set(
    await users
      .find({ _id: { $in: from }, organization_id: organizationId, status: 'active' })
      .session(session ?? null)
      .distinct('_id'),
  );
  const lent = [];
  for (const { _id: delegationId, from_user_id: owner } of delegations) {
    if (!active.has(owner)) continue;
    lent.push({ delegationId, userId: owner, groupIds: await groupsOf(store, organizationId, owner, session) });
  }
  return { userId, groupIds, lent };
}
