/** How resources and the accounts of devices stand: findings, what they come to by resource, device and scope, and how far the audit log was followed. */

import type { Connection } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import type { CountedFinding, FindingSpan, FindingStatus, FindingStepTaken } from '../../domain/posture/finding.ts';
import type { Severity, Signal } from '../../domain/posture/signals.ts';
import type { HeldFeed } from '../log-following/feed-lease.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface FindingDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Of the resource, or else of the device: it moves with it. */
  readonly scope_id: number;
  /** null: it is about the device, or an account of it that no resource manages. */
  readonly resource_id: number | null;
  readonly device_id: number;
  /** The account of the device that it is about; null or left out: it is about the resource itself. */
  readonly account?: string | null;
  readonly signal: Signal;
  /** Tells several of one signal at a resource apart; empty where there can be but one. Of a device it names that as well. */
  readonly subject: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly evidence: Readonly<Record<string, string | number | null>>;
  /** From when on it was so, as its facts say. */
  readonly since: Date;
  readonly first_seen_at: Date;
  /** To the hour, where looks find nothing else to note. */
  readonly last_seen_at: Date;
  readonly resolved_at: Date | null;
  /** How often it came back. */
  readonly reopened: number;
  /** When it was not resolved, the oldest first. */
  readonly spans: readonly FindingSpan[];
  /** What became of it, by record, the oldest first; left out: it is from before this was kept, and nothing has since. */
  readonly steps?: readonly FindingStepTaken[];
  /** Who sees to it; null: nobody in particular. */
  readonly owner_user_id: number | null;
  readonly acceptance: FindingAcceptance | null;
  /** What was asked for against it last, since it was opened; absent or null: nothing. */
  readonly remedy?: FindingRemedy | null;
}

/** A job that is to make a finding go; who has asked for it, and how it stands, the job says. */
export interface FindingRemedy {
  readonly operation: CredentialOperation;
  readonly job_id: number;
  readonly asked_at: Date;
}

/** That it is left as it is until a day: asked for by one, agreed to by another. */
export interface FindingAcceptance {
  readonly until: Date;
  readonly reason: string;
  readonly asked_by: AuditActor;
  readonly asked_at: Date;
  /** These two null: nobody has agreed yet. */
  readonly agreed_by: AuditActor | null;
  readonly agreed_at: Date | null;
}

/** What the open findings of a resource come to. */
export interface ResourcePostureDocument {
  /** Of the resource. */
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  /** Whether it counts in ratings: it does while it and its device are active. */
  readonly is_rated: boolean;
  readonly lost: number;
  readonly findings: readonly CountedFinding[];
  /** By the look that has written this; later ones have found the same. */
  readonly looked_at: Date;
  /** When it is looked at again though nothing has happened. */
  readonly next_at: Date;
}

/** What those of the resources and devices that lie in a scope itself come to. */
export interface ScopePostureDocument {
  /** Of the scope. */
  readonly _id: number;
  readonly organization_id: number;
  /** Those that are rated. */
  readonly resources: number;
  /** Left out: none. */
  readonly devices?: number;
  /** Accounts of these devices of which nobody can say whether they are used; left out: none. */
  readonly use_unknown?: number;
  readonly lost: number;
  readonly signals: Readonly<Partial<Record<Signal, number>>>;
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
}

/** The same as it was at the end of a day, or is today. */
export interface PostureDayDocument extends Omit<ScopePostureDocument, '_id'> {
  /** `<scope>:<day>` */
  readonly _id: string;
  readonly scope_id: number;
  /** Of UTC, `YYYY-MM-DD`. */
  readonly day: string;
}

/** How far the posture of an organization has followed its audit log. */
export interface PostureFeedDocument extends HeldFeed {
  /** Of its log: one that was restored begins anew. */
  readonly generation: number;
  /** Index of the first record in the log that was not looked at. */
  readonly next_index: number;
  /** Policies as they were when all resources began to be looked at the last time; negative: all are looked at once more. */
  readonly policy_epoch: number;
  /** All resources are being looked at, and those up to this one were; null: that is not so. */
  readonly sweeping_after: number | null;
  /** When it had last come to the end of the log. */
  readonly as_of: Date;
  readonly day_kept_at: Date;
  /** Findings that were resolved before are forgotten; left out or null: none was yet. */
  readonly forgotten_before?: Date | null;
}

const number = { type: Number, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const object = { type: Object, required: true } as const;

/** Of scopes, now and by day. */
const sums = {
  resources: number,
  devices: { type: Number, default: 0 },
  use_unknown: { type: Number, default: 0 },
  lost: number,
  signals: object,
  severities: object,
} as const;

export function postureModels(connection: Connection) {
  return {
    findings: defineModel<FindingDocument>(
      connection,
      'findings',
      {
        _id: Number,
        organization_id: number,
        scope_id: number,
        resource_id: { type: Number, default: null },
        device_id: number,
        account: { type: String, default: null },
        signal: text,
        subject: { type: String, default: '' },
        severity: text,
        status: text,
        evidence: object,
        since: date,
        first_seen_at: date,
        last_seen_at: date,
        resolved_at: { type: Date, default: null },
        reopened: number,
        spans: { type: Array, required: true },
        steps: { type: Array, default: [] },
        owner_user_id: { type: Number, default: null },
        acceptance: { type: Object, default: null },
        remedy: { type: Object, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { resource_id: 1, signal: 1, subject: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { device_id: 1, _id: 1 } },
        { keys: { device_id: 1, resource_id: 1, status: 1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
        { keys: { organization_id: 1, status: 1, _id: 1 } },
        { keys: { organization_id: 1, signal: 1, _id: 1 }, options: only({ status: 'open' }) },
        { keys: { last_event_id: 1 } },
        { keys: { organization_id: 1, resolved_at: 1 }, options: only({ status: 'resolved' }) },
      ],
    ),
    resourcePostures: defineModel<ResourcePostureDocument>(
      connection,
      'resource_postures',
      {
        _id: Number,
        organization_id: number,
        scope_id: number,
        is_rated: { type: Boolean, required: true },
        lost: number,
        findings: { type: Array, required: true },
        looked_at: date,
        next_at: date,
      },
      [
        { keys: { next_at: 1, organization_id: 1 } },
        { keys: { organization_id: 1, scope_id: 1, lost: -1, _id: 1 }, options: only({ lost: { $gt: 0 } }) },
      ],
    ),
    scopePostures: defineModel<ScopePostureDocument>(
      connection,
      'scope_postures',
      {
        _id: Number,
        organization_id: number,
        ...sums,
      },
      [{ keys: { organization_id: 1 } }],
    ),
    postureDays: defineModel<PostureDayDocument>(
      connection,
      'posture_days',
      {
        _id: String,
        organization_id: number,
        scope_id: number,
        day: text,
        ...sums,
      },
      [{ keys: { organization_id: 1, day: 1, scope_id: 1 } }],
    ),
    postureFeeds: defineModel<PostureFeedDocument>(connection, 'posture_feeds', {
      _id: Number,
      generation: number,
      next_index: number,
      policy_epoch: number,
      sweeping_after: { type: Number, default: null },
      as_of: date,
      held_until: date,
      token: text,
      day_kept_at: date,
      forgotten_before: { type: Date, default: null },
    }),
  };
}
