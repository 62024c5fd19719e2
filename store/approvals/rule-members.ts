/** Who is in the groups that a rule for consent names: as many as it takes to say whether they could meet it. */

import type { ClientSession } from 'mongoose';
import { type Decidability, decidabilityOf, type Member } from '../../domain/decidability.ts';
import type { ApprovableOperation, ApprovalRule, PolicyRules } from '../../domain/policy/rules.ts';
import type { Store } from '../store.ts';

/** By whom each of the rules could be met now. Whether they hold the permission to decide is not looked at. */
export async function decidabilitiesNow(
  store: Store,
  organizationId: number,
  rules: readonly ApprovalRule[],
  requesterId: number | null,
  session?: ClientSession,
): Promise<Decidability[]> {
  const members = await membersOf(store, organizationId, rules, session);
  return rules.map((rule) => decidabilityOf(rule, members, requesterId));
}

/** Operations whose rule for consent nobody could meet now, whoever asks. */
export async function undecidableOperations(
  store: Store,
  organizationId: number,
  { approvals = {} }: PolicyRules,
  session?: ClientSession,
): Promise<ApprovableOperation[]> {
  const rules = Object.entries(approvals) as [ApprovableOperation, ApprovalRule][];
  const found = await decidabilitiesNow(
    store,
    organizationId,
    rules.map(([, rule]) => rule),
    null,
    session,
  );
  return rules.flatMap(([operation], at) => (found[at] === 'never' ? [operation] : []));
}

/**
 * Of each active group that a rule names one active user more than the largest quorum, for the one who has asked: where
 * there are so many, which of them are known makes no difference.
 */
async function membersOf(
  { models }: Store,
  organization_id: number,
  rules: readonly ApprovalRule[],
  session?: ClientSession,
): Promise<Member[]> {
  const named = rules.flatMap(({ approver_group_ids: first, escalation }) => [
    ...first,
    ...(escalation?.group_ids ?? []),
  ]);
  if (named.length === 0) return [];
  const groups = await models.groups
    .aggregate<{ readonly _id: number; readonly members: readonly { readonly user_id: number }[] }>([
      { $match: { organization_id, status: 'active', _id: { $in: [...new Set(named)] } } },
      {
        $lookup: {
          from: models.groupMembers.collection.name,
          localField: '_id',
          foreignField: 'group_id',
          as: 'members',
          pipeline: [
            { $match: { organization_id } },
            { $lookup: { from: 'users', localField: 'user_id', foreignField: '_id', as: 'user' } },
            { $match: { 'user.status': 'active' } },
            { $limit: Math.max(...rules.map(({ quorum }) => quorum)) + 1 },
            { $project: { _id: 0, user_id: 1 } },
          ],
        },
      },
      { $project: { members: 1 } },
    ])
    .session(session ?? null);
  const groupsOf = new Map<number, number[]>();
  for (const { _id: group, members } of groups) {
    for (const { user_id } of members) groupsOf.set(user_id, [...(groupsOf.get(user_id) ?? []), group]);
  }
  return [...groupsOf].map(([userId, groupIds]) => ({ userId, groupIds }));
}
