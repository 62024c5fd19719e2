/** Those whom an access review is to ask: active users and groups of the organization. */

import type { Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';

/** Whether they may decide is asked when they do. @throws CapstanError `unprocessable`. */
export async function requireReviewers(
  { body, access, organizationId, means }: Request<'createAccessReview'>,
  { session }: Transaction,
): Promise<void> {
  const { users, groups } = means.store.models;
  const active = (ids: readonly number[]) => ({
    _id: { $in: [...ids] },
    organization_id: organizationId,
    status: 'active' as const,
  });
  const { reviewer_user_ids: userIds = [], fallback_user_ids: fallbackIds = [] } = body;
  const { reviewer_group_ids: groupIds = [] } = body;
  // Who cannot see them must not find them by guessing.
  const people = [...userIds, ...fallbackIds];
  const knownUsers =
    people.length > 0 && access.allowsSomewhere('user:read')
      ? await users.find(active(people)).session(session).distinct('_id')
      : [];
  const knownGroups =
    groupIds.length > 0 && access.allowsSomewhere('group:read')
      ? await groups.find(active(groupIds)).session(session).distinct('_id')
      : [];
  requireAll('reviewer_user_ids', userIds, knownUsers, 'active user');
  requireAll('fallback_user_ids', fallbackIds, knownUsers, 'active user');
  requireAll('reviewer_group_ids', groupIds, knownGroups, 'active group');
}

function requireAll(field: string, ids: readonly number[], known: readonly number[], noun: string): void {
  const missing = ids.findIndex((id) => !known.includes(id));
  if (missing >= 0) throw unusable(`${field}.${missing}`, `names no ${noun} of the organization that you can see`);
}
