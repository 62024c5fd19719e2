/** Plans of work on many resources: what was found of each, and the digest that everything later is bound to. */

import type { Connection } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { BulkBudget } from '../../domain/bulk.ts';
import type { PlanOptions } from '../../domain/bulk-options.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import type { PlanCheck, PlanSelector, PlanStatus, PlanVerdict } from '../../domain/plan.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface PlanDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** The scope at and below which everything lies that it is about. */
  readonly scope_id: number;
  readonly operation: CredentialOperation;
  readonly selector: PlanSelector;
  /** How it is to be carried out where nobody says otherwise then; null, or missing in older ones: nothing was said. */
  readonly options?: PlanOptions | null;
  readonly status: PlanStatus;
  readonly actor: AuditActor;
  /** The job that makes it. */
  readonly job_id: number;
  /** How many resources were chosen, once that is known. */
  readonly resource_count: number;
  readonly counts: PlanCounts;
  /** SHA-256, hex, over what would be done to which resource as found; null until it is ready. */
  readonly digest: string | null;
  readonly estimated_seconds: number | null;
  /** What policies say of it as a whole, the strictest of all resources; null until it is ready. */
  readonly limits: PlanLimits | null;
  /** Nothing can be run by it any more from then on; null until it is ready. */
  readonly expires_at: Date | null;
  /** Carried out by itself once it is ready: rotations that are due by policy, and those of shared SSH keys. */
  readonly runs_by_itself: boolean;
}

/** By verdict; `pending`: not looked at yet. */
export type PlanCounts = Readonly<Record<PlanVerdict, number>>;

export interface PlanLimits {
  /** At least so many go first. */
  readonly canary: number;
  /** At most so much may fail; null: not limited so. */
  readonly failure_budget: BulkBudget;
  /** Whose consent it needs: every one of these rules; empty: nobody's. */
  readonly approvals: readonly PlanApproval[];
}

/** A rule that wants consent, and for how many of the resources it holds. */
export interface PlanApproval {
  readonly rule: ApprovalRule;
  readonly policy_id: number;
  readonly version: number;
  readonly binding_id: number;
  readonly resources: number;
}

export interface PlanItemDocument {
  /** `<plan>:<resource>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly plan_id: number;
  readonly resource_id: number;
  /** Where it lay when the plan was made. */
  readonly scope_id: number;
  readonly device_id: number;
  /** The order in which it is looked at, and worked on, from 1. */
  readonly position: number;
  readonly verdict: PlanVerdict;
  readonly findings: readonly PlanFinding[];
  /** What the plan is made for: see store/plans/fingerprint.ts; null until it was looked at. */
  readonly fingerprint: string | null;
  /** What the duration of the work is estimated from; null where nothing was measured. */
  readonly measured?: PlanMeasure | null;
}

export interface PlanMeasure {
  /** How long a login took. */
  readonly login_ms: number;
  /** How many resources of its device may be worked on at once. */
  readonly parallel: number;
}

export interface PlanFinding {
  readonly check: PlanCheck;
  readonly outcome: 'passed' | 'warned' | 'failed' | 'skipped';
  /** Stable, in snake_case; null where nothing is wrong. */
  readonly code: string | null;
  readonly detail: string | null;
}

export function planModels(connection: Connection) {
  return {
    plans: defineModel<PlanDocument>(
      connection,
      'plans',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        operation: { type: String, required: true },
        selector: { type: Object, required: true },
        options: { type: Object, default: null },
        status: { type: String, required: true },
        actor: { type: Object, required: true },
        job_id: { type: Number, required: true },
        resource_count: { type: Number, required: true },
        counts: { type: Object, required: true },
        digest: { type: String, default: null },
        estimated_seconds: { type: Number, default: null },
        limits: { type: Object, default: null },
        expires_at: { type: Date, default: null },
        runs_by_itself: { type: Boolean, required: true },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { job_id: 1 }, options: { unique: true } },
        { keys: { status: 1 }, options: only({ runs_by_itself: true }) },
      ],
    ),
    planItems: defineModel<PlanItemDocument>(
      connection,
      'plan_items',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        plan_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        device_id: { type: Number, required: true },
        position: { type: Number, required: true },
        verdict: { type: String, required: true },
        findings: { type: Array, default: [] },
        fingerprint: { type: String, default: null },
        measured: { type: Object, default: null },
      },
      [
        { keys: { plan_id: 1, position: 1 }, options: { unique: true } },
        { keys: { plan_id: 1, verdict: 1, position: 1 } },
      ],
    ),
  };
}
