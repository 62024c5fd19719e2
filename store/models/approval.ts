/** Requests for the consent of others, what became of them, and who decides in whose place. */

import type { Connection } from 'mongoose';
import type { ApprovalKind, ApprovalStatus } from '../../domain/approval.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { Decidability } from '../../domain/decidability.ts';
import type { ApprovableOperation, ApprovalRule } from '../../domain/policy/rules.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { ActiveStatus } from './identity.ts';

/** The document is the outbox of its workflow, as a job's is. */
export interface ApprovalDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Where it was asked for. */
  readonly scope_id: number;
  /** null where it concerns more than one. */
  readonly resource_id: number | null;
  readonly operation: ApprovableOperation;
  readonly kind: ApprovalKind;
  /** What it lets happen. */
  readonly job_id: number;
  /** Exactly what was asked for, for the eyes of whoever decides, and a `nonce`: see store/approvals/digest.ts. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** SHA-256, hex, of `asked` in its canonical form. */
  readonly digest: string;
  readonly requester: AuditActor;
  readonly reason: string | null;
  readonly ticket_id: string | null;
  /** Each of them must be met. */
  readonly rules: readonly ApprovalRuleFrom[];
  readonly status: ApprovalStatus;
  readonly decisions: readonly StoredDecision[];
  readonly expires_at: Date;
  /** Whether one of the rules has come to ask more people. */
  readonly escalated: boolean;
  /** The next time at which more people are asked; null: never. */
  readonly escalates_at: Date | null;
  /** Who withdrew or revoked it, and why; null otherwise. */
  readonly ended_by: AuditActor | null;
  readonly ended_reason: string | null;
  /** Of a withdrawal: the request that brought it. */
  readonly ended_request: RequestMark | null;
  readonly ended_at: Date | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  readonly dispatch: 'accepted' | 'started';
  readonly dispatch_due_at: Date;
  readonly dispatch_attempts: number;
}

export interface ApprovalRuleFrom {
  readonly rule: ApprovalRule;
  /** All three null where no policy wants consent, of a review of what was done without. */
  readonly policy_id: number | null;
  readonly version: number | null;
  readonly binding_id: number | null;
  /** By whom it could be met when it was asked for; where not by those whom it asks first, the others are asked at once. Left out: not looked at. */
  readonly decidable_by?: Decidability;
}

/** By which a request that comes again is known. */
export interface RequestMark {
  /** Of whoever sent it, and of its Idempotency-Key. */
  readonly key: string;
  /** HMAC of method, path and body. */
  readonly hash: string;
}

export interface StoredDecision {
  readonly user_id: number;
  readonly name: string;
  readonly verdict: 'approve' | 'deny';
  /** Groups of the rules that the person spoke for at that moment, as a member or in the place of one. */
  readonly group_ids: readonly number[];
  /** The delegations that were used for that, and whose place was taken by them. */
  readonly delegation_ids: readonly number[];
  readonly instead_of_user_ids: readonly number[];
  readonly comment: string | null;
  readonly at: Date;
  readonly event_id: string;
  /** Of the request that brought it: a repeated one is answered again. */
  readonly request: RequestMark;
}

/**
 * What somebody wants done, written before the workflow is told of it by its id alone: neither who it is nor what they
 * say passes through Temporal.
 */
export interface ApprovalIntentDocument {
  /** `evt_` + ULID: of the audit record that it will leave. */
  readonly _id: string;
  readonly organization_id: number;
  readonly approval_id: number;
  readonly move: ApprovalMove;
  readonly actor: AuditActor;
  readonly comment: string | null;
  readonly request: RequestMark;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  readonly expires_at: Date;
}

export type ApprovalMove = StoredDecision['verdict'] | 'withdraw';

/** While it holds, `to` speaks for the groups that `from` is in; it gives no permission. */
export interface ApprovalDelegationDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  readonly from_user_id: number;
  readonly to_user_id: number;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly reason: string | null;
  readonly status: ActiveStatus;
}

export function approvalModels(connection: Connection) {
  return {
    approvals: defineModel<ApprovalDocument>(
      connection,
      'approvals',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, default: null },
        operation: { type: String, required: true },
        kind: { type: String, required: true },
        job_id: { type: Number, required: true },
        asked: { type: Object, required: true },
        digest: { type: String, required: true },
        requester: { type: Object, required: true },
        reason: { type: String, default: null },
        ticket_id: { type: String, default: null },
        rules: { type: Array, required: true },
        status: { type: String, required: true },
        decisions: { type: Array, default: [] },
        expires_at: { type: Date, required: true },
        escalated: { type: Boolean, required: true },
        escalates_at: { type: Date, default: null },
        ended_by: { type: Object, default: null },
        ended_reason: { type: String, default: null },
        ended_request: { type: Object, default: null },
        ended_at: { type: Date, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        dispatch: { type: String, required: true },
        dispatch_due_at: { type: Date, required: true },
        dispatch_attempts: { type: Number, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
        { keys: { organization_id: 1, status: 1, _id: -1 } },
        { keys: { job_id: 1 }, options: { unique: true } },
        { keys: { dispatch_due_at: 1 }, options: { ...only({ dispatch: 'accepted' }), name: 'outbox' } },
        { keys: { dispatch_due_at: 1, status: 1 }, options: { ...only({ status: 'pending' }), name: 'pending' } },
      ],
    ),
    approvalIntents: defineModel<ApprovalIntentDocument>(
      connection,
      'approval_intents',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        approval_id: { type: Number, required: true },
        move: { type: String, required: true },
        actor: { type: Object, required: true },
        comment: { type: String, default: null },
        request: { type: Object, required: true },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        expires_at: { type: Date, required: true },
      },
      [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } }],
    ),
    approvalDelegations: defineModel<ApprovalDelegationDocument>(
      connection,
      'approval_delegations',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        from_user_id: { type: Number, required: true },
        to_user_id: { type: Number, required: true },
        starts_at: { type: Date, required: true },
        ends_at: { type: Date, required: true },
        reason: { type: String, default: null },
        status: { type: String, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { organization_id: 1, to_user_id: 1, status: 1 } },
        { keys: { organization_id: 1, from_user_id: 1, status: 1 } },
      ],
    ),
  };
}
