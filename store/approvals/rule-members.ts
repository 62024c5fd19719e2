/** Who is in the groups that a rule for consent names: as many as it takes to say whether they could meet it. */

import type { ClientSession } from 'mongoose';
import { type Decidability, decidabilityOf, type Member } from '../../domain/decidability.ts';
import type { ApprovableOperation, ApprovalRule, PolicyRules } from '../../domain/policy/rules.ts';
import type { Store } from '../store.ts';

/** By whom the rule could be met now. Whether they hold the permission to decide is not looked at. */
export async function decidabilityNow(
  store: Store,
  organizationId: number,
  rule: ApprovalRule,
  requesterId: number | null,
  session?: ClientSession,
): Promise<Decidability> {
  return decidabilityOf(rule, await membersOf(store, organizationId, rule, session), requesterId);
}

/** Operations whose rule for consent nobody could meet now, whoever asks. */
export async function undecidableOperations(
  store: Store,
  organizationId: number,
  { approvals = {} }: PolicyRules,
  session?: ClientSession,
): Promise<ApprovableOperation[]> {
  const found: ApprovableOperation[] = [];
  for (const [operation, rule] of Object.entries(approvals) as [ApprovableOperation, ApprovalRule][]) {
    const decidability = await decidabilityNow(store, organizationId, rule, null, session);
    if (decidability === 'never') found.push(operation);
  }
  return found;
}

/**
 * Of each active group one active user more than the quorum, for the one who has asked: where there are so many, which
 * of them are known makes no difference.
 */
async function membersOf(
  { models }: Store,
  organizationId: number,
  { approver_group_ids: first, escalation, quorum }: ApprovalRule,
  session?: ClientSession,
): Promise<Member[]> {
  const own = { organization_id: organizationId } as const;
  const groups = await models.groups
    .find({ ...own, status: 'active', _id: { $in: [...first, ...(escalation?.group_ids ?? [])] } })
    .session(session ?? null)
    .distinct('_id');
  const groupsOf = new Map<number, number[]>();
  for (const group of groups) {
    const members = await models.groupMembers
      .aggregate<{ readonly user_id: number }>([
        { $match: { ...own, group_id: group } },
        { $lookup: { from: 'users', localField: 'user_id', foreignField: '_id', as: 'user' } },
        { $match: { 'user.status': 'active' } },
        { $limit: quorum + 1 },
        { $project: { _id: 0, user_id: 1 } },
      ])
      .session(session ?? null);
    for (const { user_id } of members) groupsOf.set(user_id, [...(groupsOf.get(user_id) ?? []), group]);
  }
  return [...groupsOf].map(([userId, groupIds]) => ({ userId, groupIds }));
}
