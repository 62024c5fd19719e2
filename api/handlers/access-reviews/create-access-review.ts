/** POST /v1/access-reviews */

import { ESCALATE_HOURS, LONGEST_REVIEW_DAYS, MOST_REVIEWED, REMIND_HOURS } from '../../../domain/access-review.ts';
import { beginningInWords, beginReview } from '../../../store/reviews/begin-review.ts';
import { command, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { showingNew } from '../revision.ts';
import { presentReview } from './present-review.ts';
import { requireNotTooSoon } from './require-not-too-soon.ts';
import { requireReviewers } from './require-reviewers.ts';
import { requireStarter } from './require-starter.ts';
import { requirePerson } from './reviewer.ts';

const DAY_MS = 24 * 3_600_000;

type CreateRequest = Request<'createAccessReview'>;

export const createAccessReview = command(
  'createAccessReview',
  async (request, tx) => {
    const { body, access, means, organizationId, auditActor, correlationId, traceId, now } = request;
    requirePerson(request);
    const place = { scopeId: body.scope_id, resourceId: null };
    access.requirePlace(place);
    requireStarter(request, body.scope_id);
    await requireReviewers(request, tx);
    const dueAt = dueAtOf(request);
    const repeatDays = body.repeat_every_days ?? null;
    requireNotTooSoon(repeatDays, now, dueAt);
    const begun = await beginReview(means.store, tx.session, {
      organizationId,
      scopeId: body.scope_id,
      name: body.name,
      startedBy: auditActor,
      reviewerUserIds: body.reviewer_user_ids ?? [],
      reviewerGroupIds: body.reviewer_group_ids ?? [],
      fallbackUserIds: body.fallback_user_ids ?? [],
      permissions: body.permissions ?? null,
      undecided: body.undecided ?? 'leave',
      dueAt,
      remindHours: body.remind_hours_before ?? REMIND_HOURS,
      escalateHours: body.escalate_hours_before ?? ESCALATE_HOURS,
      repeatDays,
      previousId: null,
      correlationId,
      traceId,
      now,
      eventId: tx.eventId,
      readsGrantsAt: (scopeId) => access.allows({ scopeId, resourceId: null }, 'grant:read'),
    });
    if (begun === 'too_many') {
      throw unusable('scope_id', `is reached by more than ${MOST_REVIEWED} grants: review parts of it, or permissions`);
    }
    if (begun === 'none') throw unusable('permissions', 'are given by no grant that reaches the scope');
    return {
      ...showingNew('access_review', '/v1/access-reviews', begun, presentReview(begun)),
      change: beginningInWords(begun),
    };
  },
  ({ means }) => means.reviews.lookSoon(),
);

function dueAtOf({ body, now }: CreateRequest): Date {
  const due = new Date(body.due_at);
  if (!(due > now)) throw unusable('due_at', 'must lie ahead');
  if (due.getTime() - now.getTime() > LONGEST_REVIEW_DAYS * DAY_MS) {
    throw unusable('due_at', `must be within ${LONGEST_REVIEW_DAYS} days`);
  }
  return due;
}
