/** Somebody who decides in an access review, those whom it asks, and what about, as the rules of the domain see them. */

import type { ClientSession } from 'mongoose';
import type { ReviewedGrant, Reviewer, Reviewers } from '../../../domain/access-review.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { groupsOf } from '../../../store/access/held-grants.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../../../store/models/access-review.ts';
import type { Request } from '../../operation.ts';

export async function reviewerOf(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  userId: number,
  session?: ClientSession,
): Promise<Reviewer> {
  const groupIds = await groupsOf(means.store, organizationId, userId, session);
  const allGroupIds = await groupsOf(means.store, organizationId, userId, session, 'all');
  return { userId, groupIds, allGroupIds };
}

export function reviewersOf(review: AccessReviewDocument): Reviewers {
  return {
    userIds: review.reviewer_user_ids,
    groupIds: review.reviewer_group_ids,
    fallbackUserIds: review.fallback_user_ids,
  };
}

export function reviewedGrantOf(item: AccessReviewItemDocument): ReviewedGrant {
  return {
    subjectType: item.subject_type,
    subjectId: item.subject_id,
    memberIds: item.member_ids,
    needsFallback: item.needs_fallback,
  };
}

/** @throws CapstanError `forbidden`. */
export function requirePerson({ actor }: Pick<Request, 'actor'>): number {
  if (actor.type === 'user') return actor.id;
  throw new CapstanError(
    'forbidden',
    'Access reviews are for persons: applications start and cancel none, and decide nothing.',
  );
}
