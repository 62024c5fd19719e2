/** What is told of an access review to whoever follows operational events. */

import type { EventLevel, OperationalEvent } from './operational-event.ts';

export type ReviewTurn =
  | 'drifted'
  | 'reminder'
  | 'escalated'
  | 'due'
  | 'revocation_failed'
  | 'closed'
  | 'repeated'
  | 'not_repeated';

const LEVELS: Readonly<Record<ReviewTurn, EventLevel>> = {
  drifted: 'warn',
  reminder: 'warn',
  escalated: 'warn',
  due: 'warn',
  revocation_failed: 'warn',
  closed: 'info',
  repeated: 'info',
  not_repeated: 'warn',
};

const IN_WORDS: Readonly<Record<ReviewTurn, string>> = {
  drifted: 'does not ask about all of its grants any more',
  reminder: 'is due soon',
  escalated: 'asks its fallback reviewers as well',
  due: 'has come to its due date',
  revocation_failed: 'could not revoke a grant',
  closed: 'is closed',
  repeated: 'has begun by itself',
  not_repeated: 'could not be made again',
};

/** @param detail what more there is to say of it, in Capstan's words, which name no person. */
export function accessReviewEvent(
  review: {
    readonly organizationId: number;
    readonly scopeId: number;
    readonly reviewId: number;
    readonly correlationId: string;
  },
  turn: ReviewTurn,
  detail: string,
): OperationalEvent {
  return {
    organization_id: review.organizationId,
    scope_id: review.scopeId,
    level: LEVELS[turn],
    kind: 'access_review',
    message: `Access review ${review.reviewId} ${IN_WORDS[turn]}: ${detail}`,
    code: turn,
    correlation_id: review.correlationId,
    attributes: { access_review_id: review.reviewId },
  };
}
