/** Access reviews, and the grants that they are about as these were when the review began. */

import type { Connection } from 'mongoose';
import type { SubjectType } from '../../domain/access.ts';
import type {
  ReviewCounts,
  ReviewItemState,
  ReviewStatus,
  ReviewVerdict,
  UndecidedRule,
} from '../../domain/access-review.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

/** The next review, which begins by itself. */
export interface ReviewRepeat {
  readonly every_days: number;
  /** When it begins. */
  readonly at: Date;
  /** Who has said so: it begins, and revokes, by their rights. */
  readonly by: AuditActor;
  /** Why it did not begin when it was to, in Capstan's words; null: nothing has kept it. */
  readonly objection: string | null;
}

/** The document is the outbox of its workflow, as a job's is. */
export interface AccessReviewDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** What can be reached there is reviewed. */
  readonly scope_id: number;
  readonly name: string;
  readonly status: ReviewStatus;
  /** By whose rights grants are revoked. */
  readonly started_by: AuditActor;
  readonly reviewer_user_ids: readonly number[];
  readonly reviewer_group_ids: readonly number[];
  readonly fallback_user_ids: readonly number[];
  /** Only grants that give one of them; null: all. */
  readonly permissions: readonly Permission[] | null;
  readonly undecided: UndecidedRule;
  readonly due_at: Date;
  /** null: it was told, or never is. */
  readonly reminds_at: Date | null;
  readonly escalates_at: Date | null;
  readonly escalated_at: Date | null;
  /** Of reviews from before these were kept: as they are by default. */
  readonly remind_hours_before?: number;
  readonly escalate_hours_before?: number;
  /** null: no other begins after it, or it has begun. */
  readonly repeat?: ReviewRepeat | null;
  /** The review that it was made again of. */
  readonly previous_id?: number | null;
  /** The review that was made of it again. */
  readonly next_id?: number | null;
  readonly counts: ReviewCounts;
  /** SHA-256, hex, of what was decided, in its canonical form; null until it has ended. */
  readonly digest: string | null;
  readonly ended_at: Date | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  readonly dispatch: 'accepted' | 'started';
  readonly dispatch_due_at: Date;
}

export interface AccessReviewItemDocument {
  readonly _id: number;
  readonly organization_id: number;
  readonly review_id: number;
  readonly grant_id: number;
  readonly grant_revision: number;
  readonly subject_type: SubjectType;
  readonly subject_id: number;
  readonly role: string;
  /** What the role permitted, in the order of the alphabet. */
  readonly permissions: readonly Permission[];
  /** The scope that the grant is on, or in which its resource lies. */
  readonly scope_id: number;
  readonly resource_id: number | null;
  readonly expires_at: Date | null;
  /** Of a group: who was in it. */
  readonly member_ids: readonly number[];
  /** Of a group that was decided on: who had joined since. Not there where nobody had. */
  readonly joined_ids?: readonly number[];
  readonly needs_fallback: boolean;
  readonly state: ReviewItemState;
  readonly verdict: ReviewVerdict | null;
  /** null: nobody has; the system where the due date did. */
  readonly decided_by: AuditActor | null;
  readonly decided_at: Date | null;
  readonly reason: string | null;
  /** The audit record of the decision, in which the reason is. */
  readonly decision_event_id: string | null;
  /** Why it is `failed` or `drifted`, in Capstan's words. */
  readonly objection: string | null;
  readonly settled_at: Date | null;
}

/** Reviews after which another one begins. */
export const REPEATED = { 'repeat.every_days': { $gt: 0 } } as const;

const number = { type: Number, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const optionalText = { type: String, default: null } as const;
const list = { type: Array, required: true } as const;

export function accessReviewModels(connection: Connection) {
  return {
    accessReviews: defineModel<AccessReviewDocument>(
      connection,
      'access_reviews',
      {
        _id: Number,
        organization_id: number,
        scope_id: number,
        name: text,
        status: text,
        started_by: { type: Object, required: true },
        reviewer_user_ids: list,
        reviewer_group_ids: list,
        fallback_user_ids: list,
        permissions: { type: Array, default: null },
        undecided: text,
        due_at: date,
        reminds_at: optionalDate,
        escalates_at: optionalDate,
        escalated_at: optionalDate,
        remind_hours_before: Number,
        escalate_hours_before: Number,
        repeat: { type: Object, default: null },
        previous_id: { type: Number, default: null },
        next_id: { type: Number, default: null },
        counts: { type: Object, required: true },
        digest: optionalText,
        ended_at: optionalDate,
        correlation_id: text,
        trace_id: optionalText,
        dispatch: text,
        dispatch_due_at: date,
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { 'repeat.at': 1 }, options: { ...only(REPEATED), name: 'repeated' } },
        { keys: { dispatch_due_at: 1 }, options: { ...only({ dispatch: 'accepted' }), name: 'outbox' } },
        { keys: { dispatch_due_at: 1, status: 1 }, options: { ...only({ status: 'open' }), name: 'open' } },
      ],
    ),
    accessReviewItems: defineModel<AccessReviewItemDocument>(
      connection,
      'access_review_items',
      {
        _id: Number,
        organization_id: number,
        review_id: number,
        grant_id: number,
        grant_revision: number,
        subject_type: text,
        subject_id: number,
        role: text,
        permissions: list,
        scope_id: number,
        resource_id: { type: Number, default: null },
        expires_at: optionalDate,
        member_ids: list,
        joined_ids: { type: Array, default: undefined },
        needs_fallback: { type: Boolean, required: true },
        state: text,
        verdict: optionalText,
        decided_by: { type: Object, default: null },
        decided_at: optionalDate,
        reason: optionalText,
        decision_event_id: optionalText,
        objection: optionalText,
        settled_at: optionalDate,
      },
      [{ keys: { review_id: 1, _id: 1 } }, { keys: { review_id: 1, state: 1, _id: 1 } }],
    ),
  };
}
