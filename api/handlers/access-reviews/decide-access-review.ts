/** POST /v1/access-reviews/{id}/decisions */

import { objectionToReviewer, type Reviewer } from '../../../domain/access-review.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../../../store/models/access-review.ts';
import { findDrift } from '../../../store/reviews/drift.ts';
import { findNewcomers, keepNewcomers, type Newcomers } from '../../../store/reviews/newcomers.ts';
import { reviseReview } from '../../../store/reviews/revise-review.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { showing } from '../revision.ts';
import { findReview } from './find-review.ts';
import { presentReview } from './present-review.ts';
import { requirePerson, reviewedGrantOf, reviewerOf, reviewersOf } from './reviewer.ts';

type DecideRequest = Request<'decideAccessReview'>;

/** All of them, or none. What is to be revoked a worker revokes, at once where one is there. */
export const decideAccessReview = command(
  'decideAccessReview',
  async (request, tx) => {
    const { body, means, auditActor, organizationId } = request;
    const { store } = means;
    const userId = requirePerson(request);
    const review = await findReview(request, tx.session);
    const now = await databaseTime(store);
    requireOpen(review, now);
    const items = await itemsOf(request, tx, review);
    requireMine(request, review, items, await reviewerOf(request, userId, tx.session));
    const drifted = await findDrift(store, tx.session, organizationId, items, now);
    const [first] = drifted;
    if (first) throw new CapstanError('conflict', `Item ${first[0]} is not what was to be looked at: ${first[1]}.`);
    const isKept = body.verdict === 'keep';
    const newcomers = await findNewcomers(store, items, tx.session);
    if (isKept) requireSeen(request, newcomers);
    await keepNewcomers(store, tx.session, newcomers);
    await store.models.accessReviewItems.updateMany(
      { _id: { $in: items.map(({ _id }) => _id) } },
      {
        $set: {
          state: isKept ? 'kept' : 'to_revoke',
          verdict: body.verdict,
          decided_by: auditActor,
          decided_at: now,
          reason: body.reason,
          decision_event_id: tx.eventId,
          settled_at: isKept ? now : null,
        },
      },
      { session: tx.session },
    );
    const due = { dispatch: 'accepted', dispatch_due_at: now } as const;
    const revised = await reviseReview(store, tx.session, review, due, { now, eventId: tx.eventId });
    const grants = items.map(({ grant_id }) => grant_id).join(', ');
    const joined = newcomers.size === 0 ? '' : `; ${newcomers.size} are of groups that users have joined since`;
    return {
      ...showing(200, revised, presentReview(revised)),
      reason: body.reason,
      change: `${body.verdict} grants ${grants}${joined}`,
    };
  },
  ({ means }) => means.reviews.lookSoon(),
);

/** @throws CapstanError `conflict`. */
function requireOpen({ status, due_at }: AccessReviewDocument, now: Date): void {
  if (status !== 'open') throw new CapstanError('conflict', `The review is ${status}.`);
  if (now >= due_at) throw new CapstanError('conflict', 'The due date of the review is past.');
}

/** @throws CapstanError `unprocessable`, `conflict`. */
async function itemsOf(
  { body, means, access }: DecideRequest,
  { session }: Transaction,
  review: AccessReviewDocument,
): Promise<AccessReviewItemDocument[]> {
  const found = await means.store.models.accessReviewItems
    .find({ _id: { $in: [...body.item_ids] }, review_id: review._id }, null, { session })
    .sort({ _id: 1 })
    .lean<AccessReviewItemDocument[]>();
  // Who cannot see them must not find them by guessing.
  const shown = found.filter(
    (item) =>
      access.permits('accessReviewItem', item, 'access_review:decide') ||
      access.permits('accessReviewItem', item, 'access_review:read'),
  );
  const ids = new Set(shown.map(({ _id }) => _id));
  const missing = body.item_ids.findIndex((id) => !ids.has(id));
  if (missing >= 0) throw unusable(`item_ids.${missing}`, 'names no item of the review that you can see');
  const decided = found.find(({ state }) => state !== 'undecided');
  if (decided) throw new CapstanError('conflict', `Item ${decided._id} is ${decided.state} already.`);
  return found;
}

/** @throws CapstanError `own_rights`, `forbidden`. */
function requireMine(
  { access }: DecideRequest,
  review: AccessReviewDocument,
  items: readonly AccessReviewItemDocument[],
  by: Reviewer,
): void {
  for (const item of items) {
    if (!access.permits('accessReviewItem', item, 'access_review:decide')) {
      throw new CapstanError('forbidden', `Item ${item._id} is a grant where you do not hold access_review:decide.`);
    }
    const objection = objectionToReviewer(reviewersOf(review), reviewedGrantOf(item), by, review.escalated_at !== null);
    if (objection === 'own_access') throw new CapstanError('own_rights', `Item ${item._id} is your own access.`);
    if (objection !== null) throw new CapstanError('forbidden', `The review does not ask you about item ${item._id}.`);
  }
}

const MOST_NAMED = 20;

/** Nobody's word that a group keeps its access counts for members whom they have not seen. @throws CapstanError `conflict`. */
function requireSeen({ access, body }: DecideRequest, newcomers: ReadonlyMap<number, Newcomers>): void {
  const seen = new Set(body.joined_digests ?? []);
  const unseen = [...newcomers].find(([, { digest }]) => !seen.has(digest));
  if (!unseen) return;
  const [id, { userIds }] = unseen;
  const who = userIds.length === 1 ? 'a user has' : `${userIds.length} users have`;
  const named = access.allowsSomewhere('user:read') ? ` (ids ${userIds.slice(0, MOST_NAMED).join(', ')})` : '';
  const detail = `Item ${id} is of a group that ${who} joined since the review began${named}: look at it again, and hand its joined_digest in as one of joined_digests to keep the grant for them as well; or revoke it.`;
  throw new CapstanError('conflict', detail);
}
