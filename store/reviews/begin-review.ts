/** Begins an access review: by hand, or again after another one. */

import type { ClientSession } from 'mongoose';
import { NO_ITEMS, repeatsAt, type UndecidedRule } from '../../domain/access-review.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { AccessReviewDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';
import { takeSnapshot } from './take-snapshot.ts';

const HOUR_MS = 3_600_000;

export interface ReviewOrder {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly name: string;
  readonly startedBy: AuditActor;
  readonly reviewerUserIds: readonly number[];
  readonly reviewerGroupIds: readonly number[];
  readonly fallbackUserIds: readonly number[];
  readonly permissions: readonly Permission[] | null;
  readonly undecided: UndecidedRule;
  readonly dueAt: Date;
  readonly remindHours: number;
  readonly escalateHours: number;
  /** null: it is not made again. */
  readonly repeatDays: number | null;
  /** The review that it is made again of. */
  readonly previousId: number | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly now: Date;
  readonly eventId: string;
  /** Of a scope above: whether whoever starts it may read the grants there. What they may not is told to nobody. */
  readonly readsGrantsAt: (scopeId: number) => boolean;
}

/** @returns the review; or that grants of it are too many to be reviewed together, or none. */
export async function beginReview(
  store: Store,
  session: ClientSession,
  order: ReviewOrder,
): Promise<AccessReviewDocument | 'too_many' | 'none'> {
  const drafted = await draft(store, order);
  const tree = await loadScopeTree(store, order.organizationId, session);
  const above = tree.lineage(order.scopeId).slice(0, -1).filter(order.readsGrantsAt);
  const within = [...tree.subtree(order.scopeId)];
  const items = await takeSnapshot(store, session, drafted, { within, above });
  if (items === null) return 'too_many';
  if (items.length === 0) return 'none';
  const review: AccessReviewDocument = { ...drafted, counts: { ...NO_ITEMS, undecided: items.length } };
  await store.models.accessReviews.create([review], { session });
  await store.models.accessReviewItems.insertMany(items, { session });
  return review;
}

/** What it begins with, for its record. */
export function beginningInWords({ counts, scope_id, due_at, undecided, repeat }: AccessReviewDocument): string {
  const again = repeat ? `; again every ${repeat.every_days} days` : '';
  return `${counts.undecided} grants that reach scope ${scope_id}, until ${due_at.toISOString()}; undecided: ${undecided}${again}`;
}

async function draft(store: Store, order: ReviewOrder): Promise<AccessReviewDocument> {
  const { dueAt, startedBy, repeatDays, now, eventId } = order;
  const before = (hours: number) => new Date(dueAt.getTime() - hours * HOUR_MS);
  const [reminds, escalates] = [before(order.remindHours), before(order.escalateHours)];
  return {
    _id: await store.nextId('access_review'),
    organization_id: order.organizationId,
    scope_id: order.scopeId,
    name: order.name,
    status: 'open',
    started_by: startedBy,
    reviewer_user_ids: order.reviewerUserIds,
    reviewer_group_ids: order.reviewerGroupIds,
    fallback_user_ids: order.fallbackUserIds,
    permissions: order.permissions,
    undecided: order.undecided,
    due_at: dueAt,
    // Of one that is due sooner than that nobody needs to be reminded; it asks its fallback reviewers from the start.
    reminds_at: reminds > now ? reminds : null,
    escalates_at: escalates > now ? escalates : null,
    escalated_at: escalates > now ? null : now,
    remind_hours_before: order.remindHours,
    escalate_hours_before: order.escalateHours,
    repeat:
      repeatDays === null
        ? null
        : { every_days: repeatDays, at: repeatsAt(now, repeatDays, now), by: startedBy, objection: null },
    previous_id: order.previousId,
    next_id: null,
    counts: NO_ITEMS,
    digest: null,
    ended_at: null,
    correlation_id: order.correlationId,
    trace_id: order.traceId,
    dispatch: 'accepted',
    dispatch_due_at: now,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: eventId,
  };
}
