/**
 * Begins the review after one that is made again: about the same scope and permissions, with the same reviewers and as
 * much time, by the rights of whoever has said that it be made again, as these are at that moment.
 */

import type { ClientSession } from 'mongoose';
import { decideAccess } from '../../domain/access.ts';
import { ESCALATE_HOURS, MOST_REVIEWED, REMIND_HOURS, REPEAT_AGAIN_MS } from '../../domain/access-review.ts';
import type { Permission } from '../../domain/permissions.ts';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import type { AccessReviewDocument, ReviewRepeat } from '../models/access-review.ts';
import type { Store } from '../store.ts';
import { beginningInWords, beginReview } from './begin-review.ts';
import { reviewAuditEntryOf, tellReview } from './review-audit.ts';
import { reviseReview } from './revise-review.ts';
import { loadStarter } from './starter.ts';

/** What whoever starts a review holds on its scope. */
const TAKEN: readonly Permission[] = ['access_review:manage', 'grant:read', 'grant:write'];

interface Turn {
  readonly now: Date;
  readonly eventId: string;
}

/** In one transaction, so that there is one next review however many try. @returns its id; null: none has begun. */
export async function repeatReview(store: Store, reviewId: number, now: Date): Promise<number | null> {
  return store.transaction(async (session) => {
    const review = await store.models.accessReviews
      .findOne({ _id: reviewId, 'repeat.at': { $lte: now } }, null, { session })
      .lean<AccessReviewDocument>();
    if (!review?.repeat) return null;
    const turn = { now, eventId: newEventId() };
    const begun = await begin(store, session, review, review.repeat, turn);
    if (typeof begun === 'string') {
      await putOff(store, session, review, { ...review.repeat, objection: begun }, turn);
      return null;
    }
    await reviseReview(store, session, review, { repeat: null, next_id: begun._id }, turn);
    const rights = `by the rights of user ${begun.started_by.id}`;
    const change = `${beginningInWords(begun)}; after access review ${review._id}, ${rights}`;
    await recordEffect(store, session, reviewAuditEntryOf(begun, 'access_review.start', change), turn.eventId);
    await tellReview(
      store,
      session,
      begun,
      'repeated',
      `after access review ${review._id}; ${beginningInWords(begun)}`,
    );
    return begun._id;
  });
}

/** @returns the next review; or what keeps it from beginning, in Capstan's words. */
async function begin(
  store: Store,
  session: ClientSession,
  review: AccessReviewDocument,
  { by, every_days: repeatDays }: ReviewRepeat,
  { now, eventId }: Turn,
): Promise<AccessReviewDocument | string> {
  const starter = await loadStarter(store, session, review.organization_id, by.id ?? 0);
  if (starter === null) return 'whoever has said that it be made again is not active any more';
  const holds = (permission: Permission, scopeId: number) =>
    decideAccess(starter, permission, { scopeId, resourceId: null }, now).allowed;
  const lacking = TAKEN.filter((permission) => !holds(permission, review.scope_id));
  if (lacking.length > 0) {
    return `whoever has said that it be made again does not hold ${lacking.join(', ')} on its scope any more`;
  }
  const begun = await beginReview(store, session, {
    organizationId: review.organization_id,
    scopeId: review.scope_id,
    name: review.name,
    startedBy: by,
    reviewerUserIds: review.reviewer_user_ids,
    reviewerGroupIds: review.reviewer_group_ids,
    fallbackUserIds: review.fallback_user_ids,
    permissions: review.permissions,
    undecided: review.undecided,
    dueAt: new Date(now.getTime() + review.due_at.getTime() - review.created_at.getTime()),
    remindHours: review.remind_hours_before ?? REMIND_HOURS,
    escalateHours: review.escalate_hours_before ?? ESCALATE_HOURS,
    repeatDays,
    previousId: review._id,
    correlationId: newEventId(),
    traceId: null,
    now,
    eventId,
    readsGrantsAt: (scopeId) => holds('grant:read', scopeId),
  });
  if (begun === 'too_many') return `more than ${MOST_REVIEWED} grants reach its scope`;
  return begun === 'none' ? 'no grant reaches its scope' : begun;
}

/** It is tried again: what keeps it may go, and nobody has to remember it then. */
async function putOff(
  store: Store,
  session: ClientSession,
  review: AccessReviewDocument,
  repeat: ReviewRepeat,
  turn: Turn,
): Promise<void> {
  const at = new Date(turn.now.getTime() + REPEAT_AGAIN_MS);
  const revised = await reviseReview(store, session, review, { repeat: { ...repeat, at } }, turn);
  const entry = reviewAuditEntryOf(revised, 'access_review.repeat', `none has begun: ${repeat.objection}`);
  await recordEffect(store, session, { ...entry, status: 'failed', code: 'conflict' }, turn.eventId);
  await tellReview(
    store,
    session,
    revised,
    'not_repeated',
    `${repeat.objection}; it is tried again at ${at.toISOString()}`,
  );
}
