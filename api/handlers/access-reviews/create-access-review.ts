/** POST /v1/access-reviews */

import { LONGEST_REVIEW_DAYS, MOST_REVIEWED, NO_ITEMS } from '../../../domain/access-review.ts';
import { loadScopeTree } from '../../../store/access/scope-tree.ts';
import type { AccessReviewDocument } from '../../../store/models/access-review.ts';
import { takeSnapshot } from '../../../store/reviews/take-snapshot.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentReview } from './present-review.ts';
import { requireReviewers } from './require-reviewers.ts';
import { requirePerson } from './reviewer.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REMIND_HOURS = 72;
const ESCALATE_HOURS = 24;

type CreateRequest = Request<'createAccessReview'>;

export const createAccessReview = command(
  'createAccessReview',
  async (request, tx) => {
    const { body, access, means, organizationId } = request;
    const { store } = means;
    requirePerson(request);
    const place = { scopeId: body.scope_id, resourceId: null };
    access.requirePlace(place);
    access.requireAlso('grant:read', place);
    // By whose rights grants are revoked then.
    access.requireAlso('grant:write', place);
    await requireReviewers(request, tx);
    const drafted = await draft(request, tx);
    const tree = await loadScopeTree(store, organizationId, tx.session);
    // What lies above is told to nobody who could not read it there.
    const above = tree
      .lineage(body.scope_id)
      .slice(0, -1)
      .filter((scopeId) => access.allows({ scopeId, resourceId: null }, 'grant:read'));
    const within = [...tree.subtree(body.scope_id)];
    const items = await takeSnapshot(store, tx.session, drafted, { within, above });
    if (items === null) {
      throw unusable('scope_id', `is reached by more than ${MOST_REVIEWED} grants: review parts of it, or permissions`);
    }
    if (items.length === 0) throw unusable('permissions', 'are given by no grant that reaches the scope');
    const review: AccessReviewDocument = { ...drafted, counts: { ...NO_ITEMS, undecided: items.length } };
    await store.models.accessReviews.create([review], { session: tx.session });
    await store.models.accessReviewItems.insertMany(items, { session: tx.session });
    return {
      ...showingNew('access_review', '/v1/access-reviews', review, presentReview(review)),
      change: `${items.length} grants that reach scope ${review.scope_id}, until ${review.due_at.toISOString()}; undecided: ${review.undecided}`,
    };
  },
  ({ means }) => means.reviews.lookSoon(),
);

async function draft(request: CreateRequest, tx: Transaction): Promise<AccessReviewDocument> {
  const { body, means, organizationId, auditActor, correlationId, traceId, now } = request;
  const due = new Date(body.due_at);
  if (!(due > now)) throw unusable('due_at', 'must lie ahead');
  if (due.getTime() - now.getTime() > LONGEST_REVIEW_DAYS * DAY_MS) {
    throw unusable('due_at', `must be within ${LONGEST_REVIEW_DAYS} days`);
  }
  const before = (hours: number) => new Date(due.getTime() - hours * HOUR_MS);
  const [reminds, escalates] = [
    before(body.remind_hours_before ?? REMIND_HOURS),
    before(body.escalate_hours_before ?? ESCALATE_HOURS),
  ];
  return {
    _id: await means.store.nextId('access_review'),
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    status: 'open',
    started_by: auditActor,
    reviewer_user_ids: body.reviewer_user_ids ?? [],
    reviewer_group_ids: body.reviewer_group_ids ?? [],
    fallback_user_ids: body.fallback_user_ids ?? [],
    permissions: body.permissions ?? null,
    undecided: body.undecided ?? 'leave',
    due_at: due,
    // Of one that is due sooner than that nobody needs to be reminded; it asks its fallback reviewers from the start.
    reminds_at: reminds > now ? reminds : null,
    escalates_at: escalates > now ? escalates : null,
    escalated_at: escalates > now ? null : now,
    counts: NO_ITEMS,
    digest: null,
    ended_at: null,
    correlation_id: correlationId,
    trace_id: traceId,
    dispatch: 'accepted',
    dispatch_due_at: now,
    ...firstRevision(request, tx),
  };
}
