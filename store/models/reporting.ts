/**
 * The read model that questions are asked of: a row for each document that reports are about, with what can be told of it
 * and nothing that is secret or somebody's words, and how far it has followed the audit log. Each field lies where it lies
 * in the document, so that the same conditions say who may see it.
 */

import type { Connection, SchemaDefinition } from 'mongoose';
import type { SubjectType } from '../../domain/access.ts';
import type { ApprovalKind, ApprovalStatus } from '../../domain/approval.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { BulkCounts } from '../../domain/bulk.ts';
import type { SessionEndReason, SessionMode, SessionProtocol, SessionStatus } from '../../domain/connect-session.ts';
import type { JobOperation, JobStatus } from '../../domain/job.ts';
import type { FindingStatus } from '../../domain/posture/finding.ts';
import type { Severity, Signal } from '../../domain/posture/signals.ts';
import type { ResourceStatus, ResourceType } from '../../domain/resource.ts';
import type { HeldFeed } from '../log-following/feed-lease.ts';
import { type CollectionIndex, defineModel } from './define-model.ts';

export interface ReportRow {
  /** Of the document. */
  readonly _id: number | string;
  readonly organization_id: number;
  readonly scope_id: number;
  /** The build of the read model that it belongs to: those of an earlier one are gone at the end of the next. */
  readonly build: number;
  /** Of UTC, `YYYY-MM-DD`: when it began. */
  readonly day: string;
  readonly created_at: Date;
}

interface NumberedRow extends ReportRow {
  readonly _id: number;
}

export interface ResourceRow extends NumberedRow {
  readonly public_id: string;
  readonly name: string;
  readonly type: ResourceType;
  readonly username: string;
  readonly status: ResourceStatus;
  readonly device_id: number;
  readonly platform_id: number;
  readonly verified_at: Date | null;
  readonly rotated_at: Date | null;
}

export interface JobRow extends NumberedRow {
  readonly resource_id: number | null;
  readonly operation: JobOperation;
  readonly status: JobStatus;
  readonly resource_count: number;
  /** What became of them; null where nothing is done to resources, or it is told elsewhere. */
  readonly resources: BulkCounts | null;
  readonly actor_type: AuditActor['type'];
  readonly actor_id: number | null;
  readonly approval_id: number | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

export interface ApprovalRow extends NumberedRow {
  readonly resource_id: number | null;
  readonly job_id: number;
  readonly kind: ApprovalKind;
  readonly operation: string;
  readonly status: ApprovalStatus;
  readonly requester_type: AuditActor['type'];
  readonly requester_id: number | null;
  /** How many people have said something. */
  readonly decisions: number;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
}

export interface SessionRow extends ReportRow {
  readonly _id: string;
  readonly resource_id: number;
  readonly job_id: number;
  readonly approval_id: number | null;
  readonly protocol: SessionProtocol;
  readonly mode: SessionMode;
  readonly status: SessionStatus;
  readonly requester_type: AuditActor['type'];
  readonly requester_id: number | null;
  readonly minutes: number;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly end_reason: SessionEndReason | null;
}

export interface FindingRow extends NumberedRow {
  readonly resource_id: number | null;
  readonly device_id: number | null;
  /** null: it is about the resource itself. */
  readonly account: string | null;
  readonly signal: Signal;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly owner_user_id: number | null;
  /** When Capstan saw it: its day is the day of that. */
  readonly first_seen_at: Date;
  readonly resolved_at: Date | null;
  readonly reopened: number;
}

export interface GrantRow extends NumberedRow {
  readonly resource_id: number | null;
  readonly subject_type: SubjectType;
  /** null: a guest's, whose ids are told in their own organization alone. */
  readonly subject_id: number | null;
  readonly role: string;
  readonly status: 'active' | 'revoked';
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

export interface ReportRows {
  readonly resource: ResourceRow;
  readonly job: JobRow;
  readonly approval: ApprovalRow;
  readonly connectSession: SessionRow;
  readonly finding: FindingRow;
  readonly grant: GrantRow;
}

export const REPORT_KINDS = ['resource', 'job', 'approval', 'connectSession', 'finding', 'grant'] as const;
export type ReportKind = keyof ReportRows & (typeof REPORT_KINDS)[number];

/** Where the rows of each kind are. */
export const REPORT_COLLECTIONS = {
  resource: 'report_resources',
  job: 'report_jobs',
  approval: 'report_approvals',
  connectSession: 'report_sessions',
  finding: 'report_findings',
  grant: 'report_grants',
} as const satisfies Record<ReportKind, string>;

/** How far the read model of an organization has followed its audit log. */
export interface ReportFeedDocument extends HeldFeed {
  /** Of its log: after one was restored everything is read anew. */
  readonly generation: number;
  /** Index of the first record in the log that was not followed. */
  readonly next_index: number;
  /** Of the form of the rows: a program that makes others reads everything anew. */
  readonly form: number;
  /** Grows by one whenever everything is read anew. */
  readonly build: number;
  /** What is read anew has come so far; null: it is through. */
  readonly building: ReportBuilding | null;
  /** All that had happened by `at` is followed once the log is followed up to `index`; null: that is to be asked. */
  readonly goal: { readonly index: number; readonly at: Date } | null;
  /** All that had happened by then is in the rows. */
  readonly as_of: Date;
  /** How many people were erased in the rows, past the log. Left out: none. */
  readonly erasures?: number;
}

export interface ReportBuilding {
  readonly kind: ReportKind;
  /** Up to this document; null: none yet. */
  readonly after: number | string | null;
}

const number = { type: Number, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const maybeNumber = { type: Number, default: null } as const;
const maybeDate = { type: Date, default: null } as const;

const ROW = { organization_id: number, scope_id: number, build: number, day: text, created_at: date } as const;
const INDEXES: readonly CollectionIndex[] = [
  { keys: { organization_id: 1, _id: 1 } },
  { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
  { keys: { organization_id: 1, day: 1 } },
];
const OF_RESOURCE: readonly CollectionIndex[] = [...INDEXES, { keys: { resource_id: 1, _id: 1 } }];

export function reportModels(connection: Connection) {
  const rows = <Kind extends ReportKind>(kind: Kind, fields: SchemaDefinition, indexes = OF_RESOURCE) =>
    defineModel<ReportRows[Kind]>(connection, REPORT_COLLECTIONS[kind], { ...ROW, ...fields }, indexes);
  const whose = { actor_type: text, actor_id: maybeNumber } as const;
  const asked = { requester_type: text, requester_id: maybeNumber } as const;
  return {
    reportResources: rows(
      'resource',
      {
        ...{ _id: Number, public_id: text, name: text, type: text, username: text, status: text },
        ...{ device_id: number, platform_id: number, verified_at: maybeDate, rotated_at: maybeDate },
      },
      INDEXES,
    ),
    reportJobs: rows('job', {
      ...{ _id: Number, resource_id: maybeNumber, operation: text, status: text, resource_count: number },
      resources: { type: Object, default: null },
      ...{ ...whose, approval_id: maybeNumber, started_at: maybeDate, ended_at: maybeDate },
    }),
    reportApprovals: rows('approval', {
      ...{ _id: Number, resource_id: maybeNumber, job_id: number, kind: text, operation: text, status: text },
      ...{ ...asked, decisions: number, expires_at: date, ended_at: maybeDate },
    }),
    reportSessions: rows('connectSession', {
      ...{ _id: String, resource_id: number, job_id: number, approval_id: maybeNumber, protocol: text, mode: text },
      ...{ status: text, ...asked, minutes: number, started_at: maybeDate, ended_at: maybeDate },
      end_reason: { type: String, default: null },
    }),
    reportFindings: rows('finding', {
      ...{ _id: Number, resource_id: maybeNumber, device_id: maybeNumber, signal: text, severity: text, status: text },
      account: { type: String, default: null },
      ...{ owner_user_id: maybeNumber, first_seen_at: date, resolved_at: maybeDate, reopened: number },
    }),
    reportGrants: rows('grant', {
      ...{ _id: Number, resource_id: maybeNumber, subject_type: text, subject_id: maybeNumber, role: text },
      ...{ status: text, expires_at: maybeDate, revoked_at: maybeDate },
    }),
    reportFeeds: defineModel<ReportFeedDocument>(connection, 'report_feeds', {
      ...{ _id: Number, generation: number, next_index: number, form: number, build: number },
      building: { type: Object, default: null },
      goal: { type: Object, default: null },
      as_of: date,
      erasures: Number,
      held_until: date,
      token: text,
    }),
  };
}
