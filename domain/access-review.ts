/** Access reviews: who says of which grant whether it stays, until when, and what becomes of what nobody has said anything of. */

import type { SubjectType } from './access.ts';

export const REVIEW_STATUSES = ['open', 'closed', 'canceled'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export const REVIEW_ITEM_STATES = [
  'undecided',
  'kept',
  /** Somebody has decided so, and a worker is still to do it. */
  'to_revoke',
  'revoked',
  /** The grant is not any more what it was when the review began. */
  'drifted',
  /** It was to be revoked, and could not be: `objection` says why. */
  'failed',
  /** Nobody has decided in time, and nothing was changed. */
  'left',
] as const;
export type ReviewItemState = (typeof REVIEW_ITEM_STATES)[number];

export type ReviewVerdict = 'keep' | 'revoke';

/** What happens on the due date to what nobody has decided on. */
export const UNDECIDED_RULES = ['leave', 'keep', 'revoke'] as const;
export type UndecidedRule = (typeof UNDECIDED_RULES)[number];

/** Why a grant is not revoked though somebody has decided so. */
export const REVOCATION_OBJECTIONS = ['last_administrator', 'privilege_escalation', 'starter_inactive'] as const;
export type RevocationObjection = (typeof REVOCATION_OBJECTIONS)[number];

/** So many grants are reviewed together at most. */
export const MOST_REVIEWED = 5_000;
export const LONGEST_REVIEW_DAYS = 180;

const DAY_MS = 24 * 3_600_000;

/** How long before its due date a review reminds of it and escalates, unless whoever starts it says otherwise. */
export const REMIND_HOURS = 72;
export const ESCALATE_HOURS = 24;
/** What keeps the next review from beginning is looked at again after so long. */
export const REPEAT_AGAIN_MS = DAY_MS;

/** When the review after one begins that was started at `startedAt`: never in the past, so none is caught up with. */
export function repeatsAt(startedAt: Date, everyDays: number, now: Date): Date {
  return new Date(Math.max(now.getTime(), startedAt.getTime() + everyDays * DAY_MS));
}

/** The next review does not begin while the one before it is open. */
export function isRepeatTooSoon(startedAt: Date, dueAt: Date, everyDays: number): boolean {
  return everyDays * DAY_MS < dueAt.getTime() - startedAt.getTime();
}

/** How many items are in which state. */
export type ReviewCounts = Readonly<Record<ReviewItemState, number>>;

export const NO_ITEMS: ReviewCounts = {
  undecided: 0,
  kept: 0,
  to_revoke: 0,
  revoked: 0,
  drifted: 0,
  failed: 0,
  left: 0,
};

export interface Reviewers {
  /** Both empty: everybody who may decide where the review lies. */
  readonly userIds: readonly number[];
  readonly groupIds: readonly number[];
  /** Asked for what concerns all of the others themselves, and for everything once it has escalated. */
  readonly fallbackUserIds: readonly number[];
}

/** Whose grant an item is about. */
export interface ReviewedGrant {
  readonly subjectType: SubjectType;
  readonly subjectId: number;
  /** Of a group: its members when the review began. */
  readonly memberIds: readonly number[];
  readonly needsFallback: boolean;
}

export interface Reviewer {
  readonly userId: number;
  /** Active groups that the person is in. */
  readonly groupIds: readonly number[];
  /** Inactive ones as well: what they hold can come back. */
  readonly allGroupIds: readonly number[];
}

export type ReviewObjection = 'own_access' | 'not_a_reviewer';

/** Nobody decides on what they can do themselves, by a group neither. */
export function isOwnAccess(item: ReviewedGrant, by: Reviewer): boolean {
  if (item.subjectType === 'user') return item.subjectId === by.userId;
  return (
    item.subjectType === 'group' && (by.allGroupIds.includes(item.subjectId) || item.memberIds.includes(by.userId))
  );
}

/** Whether the review asks `by` at all, and for what. */
export function seatOf(
  { userIds, groupIds, fallbackUserIds }: Reviewers,
  by: Reviewer,
): 'reviewer' | 'fallback' | null {
  const isForAll = userIds.length === 0 && groupIds.length === 0;
  if (isForAll || userIds.includes(by.userId) || groupIds.some((id) => by.groupIds.includes(id))) return 'reviewer';
  return fallbackUserIds.includes(by.userId) ? 'fallback' : null;
}

/** The first reason for which `by` may not decide on `item`; null: none. */
export function objectionToReviewer(
  reviewers: Reviewers,
  item: ReviewedGrant,
  by: Reviewer,
  hasEscalated: boolean,
): ReviewObjection | null {
  if (isOwnAccess(item, by)) return 'own_access';
  const seat = seatOf(reviewers, by);
  if (seat === 'reviewer') return null;
  return seat === 'fallback' && (hasEscalated || item.needsFallback) ? null : 'not_a_reviewer';
}

export interface ReviewTimes {
  readonly dueAt: Date;
  /** null: told, or never. */
  readonly remindsAt: Date | null;
  readonly escalatesAt: Date | null;
}

/** How long nothing can happen to an open review by itself. */
export function quietMsOf({ dueAt, remindsAt, escalatesAt }: ReviewTimes, now: Date): number {
  const next = Math.min(...[dueAt, remindsAt, escalatesAt].flatMap((at) => at?.getTime() ?? []));
  return Math.max(0, next - now.getTime());
}

/** How an item stands after its due date, of which nobody has said anything. */
export function stateAtDueDate(rule: UndecidedRule): Extract<ReviewItemState, 'kept' | 'to_revoke' | 'left'> {
  if (rule === 'keep') return 'kept';
  return rule === 'revoke' ? 'to_revoke' : 'left';
}
