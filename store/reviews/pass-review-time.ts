/** Takes an access review as far as it can go by itself: revocations, drift, reminders, its due date, and its end. */

import type { ClientSession } from 'mongoose';
import { quietMsOf, stateAtDueDate } from '../../domain/access-review.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';
import { findDrift } from './drift.ts';
import { endGrant } from './end-grant.ts';
import { evidenceOfReview } from './evidence-of-review.ts';
import { findNewcomers, keepNewcomers } from './newcomers.ts';
import { REVIEWS_ACTOR, reviewAuditEntryOf, tellReview } from './review-audit.ts';
import { reviseReview } from './revise-review.ts';
import { nextToRevoke } from './revocation-order.ts';

/** Each is a transaction of its own. */
const REVOKED_AT_ONCE = 50;

interface Passing {
  readonly store: Store;
  readonly session: ClientSession;
  readonly now: Date;
}

/** Harmless to repeat. @returns how long nothing can happen by itself; null: it has ended. */
export async function passReviewTime(store: Store, organizationId: number, reviewId: number): Promise<number | null> {
  const { accessReviews } = store.models;
  for (const itemId of await nextToRevoke(store, organizationId, reviewId, REVOKED_AT_ONCE)) {
    await endGrant(store, itemId);
  }
  return store.transaction(async (session) => {
    const now = await databaseTime(store);
    const review = await accessReviews
      .findOne({ _id: reviewId, organization_id: organizationId }, null, { session })
      .lean<AccessReviewDocument>();
    if (!review) throw new Error(`there is no access review ${reviewId} in organization ${organizationId}`);
    if (review.status !== 'open') return null;
    const passing = { store, session, now };
    const after = await tellTimes(passing, await passDueDate(passing, await noteDrift(passing, review)));
    if (after.counts.to_revoke > 0) return 0;
    if (after.counts.undecided === 0) {
      await close(passing, after);
      return null;
    }
    const { due_at: dueAt, reminds_at: remindsAt, escalates_at: escalatesAt } = after;
    return quietMsOf({ dueAt, remindsAt, escalatesAt }, now);
  });
}

/** What has changed is not there to be decided on any more. */
async function noteDrift(passing: Passing, review: AccessReviewDocument): Promise<AccessReviewDocument> {
  const { store, session, now } = passing;
  const items = await store.models.accessReviewItems
    .find({ review_id: review._id, state: 'undecided' }, null, { session })
    .lean<AccessReviewItemDocument[]>();
  const drifted = await findDrift(store, session, review.organization_id, items, now);
  if (drifted.size === 0) return review;
  for (const [_id, objection] of drifted) {
    const set = { state: 'drifted', objection, settled_at: now } as const;
    await store.models.accessReviewItems.updateOne({ _id }, { $set: set }, { session });
  }
  const change = `${drifted.size} grants have changed, and are not decided on: items ${[...drifted.keys()].slice(0, 100).join(', ')}`;
  const noted = await turn(passing, review, 'access_review.drift', change, {});
  await tellReview(store, session, noted, 'drifted', change);
  return noted;
}

async function passDueDate(passing: Passing, review: AccessReviewDocument): Promise<AccessReviewDocument> {
  const { store, session, now } = passing;
  const { undecided } = review.counts;
  if (now < review.due_at || undecided === 0) return review;
  const eventId = newEventId();
  const state = stateAtDueDate(review.undecided);
  const isDecided = state !== 'left';
  const ofGroups = await store.models.accessReviewItems
    .find({ review_id: review._id, state: 'undecided', subject_type: 'group' }, null, { session })
    .lean<AccessReviewItemDocument[]>();
  if (isDecided) await keepNewcomers(store, session, await findNewcomers(store, ofGroups, session));
  await store.models.accessReviewItems.updateMany(
    { review_id: review._id, state: 'undecided' },
    {
      $set: {
        state,
        verdict: isDecided ? review.undecided : null,
        decided_by: isDecided ? REVIEWS_ACTOR : null,
        decided_at: isDecided ? now : null,
        decision_event_id: eventId,
        settled_at: state === 'to_revoke' ? null : now,
      },
    },
    { session },
  );
  const change = `${undecided} items that nobody has decided on by then: ${review.undecided}`;
  const passed = await turn(passing, review, 'access_review.due', change, {}, eventId);
  await tellReview(store, session, passed, 'due', change);
  return passed;
}

async function tellTimes(passing: Passing, review: AccessReviewDocument): Promise<AccessReviewDocument> {
  const { store, session, now } = passing;
  const { undecided } = review.counts;
  const detail = `${undecided} items wait for a decision until ${review.due_at.toISOString()}`;
  let told = review;
  if (told.reminds_at !== null && told.reminds_at <= now) {
    told = await turn(passing, told, 'access_review.remind', detail, { reminds_at: null });
    if (undecided > 0) await tellReview(store, session, told, 'reminder', detail);
  }
  if (told.escalates_at !== null && told.escalates_at <= now) {
    told = await turn(passing, told, 'access_review.escalate', detail, { escalates_at: null, escalated_at: now });
    if (undecided > 0) await tellReview(store, session, told, 'escalated', detail);
  }
  return told;
}

async function close(passing: Passing, review: AccessReviewDocument): Promise<void> {
  const { store, session, now } = passing;
  const { digest } = await evidenceOfReview(store, review, session);
  const { kept, revoked, drifted, failed, left } = review.counts;
  const counts = `${kept} kept, ${revoked} revoked, ${drifted} drifted, ${failed} failed, ${left} left as they are`;
  const ended = { status: 'closed', digest, ended_at: now } as const;
  const closed = await turn(passing, review, 'access_review.close', `${counts}; evidence ${digest}`, ended);
  await tellReview(store, session, closed, 'closed', counts);
}

async function turn(
  { store, session, now }: Passing,
  review: AccessReviewDocument,
  operation: string,
  change: string,
  fields: Partial<AccessReviewDocument>,
  eventId = newEventId(),
): Promise<AccessReviewDocument> {
  const revised = await reviseReview(store, session, review, fields, { now, eventId });
  await recordEffect(store, session, reviewAuditEntryOf(revised, operation, change), eventId);
  return revised;
}
