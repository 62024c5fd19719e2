/** Which grants reach a scope: those on it, on scopes above and below, and on resources at and below it. */

import type { ClientSession } from 'mongoose';
import { isOwnAccess, MOST_REVIEWED } from '../../domain/access-review.ts';
import type { Permission } from '../../domain/permissions.ts';
import { loadRoles, type RoleTable } from '../access/held-grants.ts';
import type { GrantDocument } from '../models/access.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';

/** What the role of a grant permits, so that two such lists can be compared. */
export function permissionsOf(roles: RoleTable, role: string): readonly Permission[] {
  return [...(roles.get(role) ?? [])].sort();
}

/** Whose grants reach a scope: it and all below it, and those above it that the review is about. */
export interface ReviewedScopes {
  readonly within: readonly number[];
  readonly above: readonly number[];
}

/** @returns the items of the review; null: they are more than {@link MOST_REVIEWED}. */
export async function takeSnapshot(
  store: Store,
  session: ClientSession,
  review: AccessReviewDocument,
  scopes: ReviewedScopes,
): Promise<AccessReviewItemDocument[] | null> {
  const roles = await loadRoles(store, review.organization_id, session);
  const grants = (await grantsReaching(store, session, review, scopes)).filter(({ role }) =>
    matters(review, roles, role),
  );
  if (grants.length > MOST_REVIEWED) return null;
  if (grants.length === 0) return [];
  const members = await membersOf(store, session, [
    ...grants.flatMap(({ subject_type, subject_id }) => (subject_type === 'group' ? [subject_id] : [])),
    ...review.reviewer_group_ids,
  ]);
  const hasNamed = review.reviewer_user_ids.length + review.reviewer_group_ids.length > 0;
  const named = await activeOf(store, session, [
    ...review.reviewer_user_ids,
    ...review.reviewer_group_ids.flatMap((id) => members.get(id) ?? []),
  ]);
  let id = await store.nextIds('access_review_item', grants.length);
  return grants.map((grant) => {
    const memberIds = grant.subject_type === 'group' ? (members.get(grant.subject_id) ?? []) : [];
    const { subject_type: subjectType, subject_id: subjectId } = grant;
    const about = { subjectType, subjectId, memberIds, needsFallback: false };
    const isAllTheirOwn = named.every((userId) => isOwnAccess(about, { userId, groupIds: [], allGroupIds: [] }));
    return {
      _id: id++,
      organization_id: review.organization_id,
      review_id: review._id,
      grant_id: grant._id,
      grant_revision: grant.revision,
      subject_type: subjectType,
      subject_id: subjectId,
      role: grant.role,
      permissions: permissionsOf(roles, grant.role),
      scope_id: grant.scope_id,
      resource_id: grant.resource_id,
      expires_at: grant.expires_at,
      member_ids: memberIds,
      // Where nobody is named everybody is asked who may decide; those who are named may have no members, or be inactive.
      needs_fallback: hasNamed && isAllTheirOwn,
      state: 'undecided',
      verdict: null,
      decided_by: null,
      decided_at: null,
      reason: null,
      decision_event_id: null,
      objection: null,
      settled_at: null,
    };
  });
}

async function grantsReaching(
  { models }: Store,
  session: ClientSession,
  { organization_id, created_at: now }: AccessReviewDocument,
  { within, above }: ReviewedScopes,
): Promise<GrantDocument[]> {
  return models.grants
    .find(
      {
        organization_id,
        status: 'active',
        $and: [
          { $or: [{ expires_at: null }, { expires_at: { $gt: now } }] },
          // Of a grant on a resource this is where that lies.
          { $or: [{ scope_id: { $in: [...within] } }, { scope_id: { $in: [...above] }, resource_id: null }] },
        ],
      },
      null,
      { session },
    )
    .sort({ _id: 1 })
    .lean<GrantDocument[]>();
}

/** Those of the users who can sign in at all. */
async function activeOf({ models }: Store, session: ClientSession, userIds: readonly number[]): Promise<number[]> {
  if (userIds.length === 0) return [];
  return models.users.distinct('_id', { _id: { $in: [...userIds] }, status: 'active' }, { session });
}

/** Roles that are inactive permit nothing, and are not there. */
function matters({ permissions }: AccessReviewDocument, roles: RoleTable, role: string): boolean {
  const given = roles.get(role);
  if (!given || given.size === 0) return false;
  return permissions === null || permissions.some((permission) => given.has(permission));
}

/** The members of groups, by id of the group. */
export async function membersOf(
  { models }: Store,
  session: ClientSession,
  groupIds: readonly number[],
): Promise<ReadonlyMap<number, number[]>> {
  const members = new Map<number, number[]>();
  if (groupIds.length === 0) return members;
  const found = await models.groupMembers
    .find({ group_id: { $in: [...new Set(groupIds)] } }, { group_id: 1, user_id: 1 }, { session })
    .sort({ group_id: 1, user_id: 1 })
    .lean();
  for (const { group_id, user_id } of found) members.set(group_id, [...(members.get(group_id) ?? []), user_id]);
  return members;
}
