/** What others are notified of: audit records, and operational events that are worth a look, each under a stable type. */

import type { AuditEntry, AuditStatus } from './audit.ts';
import type { EventKind, OperationalEvent } from './operational-event.ts';
import { SEVERITIES as FINDING_SEVERITIES } from './posture/signals.ts';

/** From the least to the most serious. */
export const SEVERITIES = ['info', ...FINDING_SEVERITIES] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Come by the thousand where all goes well: what goes wrong in them is worth telling of, and nothing else. */
const PASSING_KINDS: readonly EventKind[] = ['job.step', 'connector.outcome'];

/** Whether others are told of an operational event at all; of kinds that are new as well. */
export function isNotified({ kind, level }: Pick<OperationalEvent, 'kind' | 'level'>): boolean {
  if (level === 'info') return !PASSING_KINDS.includes(kind);
  return level !== 'debug';
}

/** Where an event is kept, and read again from when it is sent. */
export const NOTIFICATION_SOURCES = ['audit', 'operational'] as const;
export type NotificationSource = (typeof NOTIFICATION_SOURCES)[number];

export interface NotificationEvent {
  /** Id of the audit record or of the operational event. */
  readonly id: string;
  readonly source: NotificationSource;
  /** `capstan.audit.<operation>.<status>`, `capstan.event.<kind>` or `capstan.event.<kind>.<code>`. */
  readonly type: string;
  readonly severity: Severity;
  readonly time: Date;
  /** null: the organization as a whole. */
  readonly scopeId: number | null;
  readonly resourceId: number | null;
  /** What it is about: events of one line arrive in their order. */
  readonly line: string;
  /** One sentence for a person. */
  readonly summary: string;
  readonly correlationId: string | null;
  /** The channel whose own failures it tells of, which must not hear of them. */
  readonly channelId: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An audit record as the store has it. */
export interface RecordedEntry extends AuditEntry {
  readonly _id: string;
  readonly timestamp: Date;
}

/**
 * Without what the log alone should tell: from where somebody came, how they proved who they are, and what they wrote
 * as a reason. Whoever may reads the record by its id.
 */
export function auditNotification(record: RecordedEntry): NotificationEvent {
  const { actor, operation, status, target_type, target_id, code } = record;
  const resourceId = record.resource_id ?? null;
  const target = target_id === null ? target_type : `${target_type} ${target_id}`;
  return {
    id: record._id,
    source: 'audit',
    type: `capstan.audit.${operation}.${status}`,
    severity: auditSeverity(record),
    time: record.timestamp,
    scopeId: record.scope_id ?? null,
    resourceId,
    line: resourceId === null ? `${target_type}:${target_id ?? ''}` : lineOf(resourceId),
    summary: `${actor.name}: ${operation} of ${target} ${status}${code === null ? '' : ` (${code})`}`,
    correlationId: record.correlation_id,
    channelId: null,
    data: {
      event_id: record._id,
      operation,
      status,
      code,
      actor: { type: actor.type, id: actor.id, name: actor.name },
      target_type,
      target_id,
      scope_id: record.scope_id ?? null,
      resource_id: resourceId,
      change: record.change ?? null,
      ticket_id: record.ticket_id,
      job_id: record.job_id,
      approval_id: record.approval_id ?? null,
      session_id: record.session_id ?? null,
    },
  };
}

/** An operational event as the store has it. */
export interface StoredEvent extends OperationalEvent {
  readonly _id: string;
  readonly timestamp: Date;
}

export function operationalNotification(event: StoredEvent): NotificationEvent {
  const { kind, code, attributes = {} } = event;
  const resourceId = event.resource_id ?? null;
  const channelId = attributes['notification_channel_id'];
  return {
    id: event._id,
    source: 'operational',
    type: `capstan.event.${kind}${code ? `.${code}` : ''}`,
    severity: eventSeverity(event),
    time: event.timestamp,
    scopeId: event.scope_id ?? null,
    resourceId,
    line: resourceId === null ? `event:${kind}` : lineOf(resourceId),
    summary: event.message,
    correlationId: event.correlation_id ?? null,
    channelId: typeof channelId === 'number' ? channelId : null,
    data: {
      event_id: event._id,
      level: event.level,
      kind,
      code: code ?? null,
      message: event.message,
      scope_id: event.scope_id ?? null,
      resource_id: resourceId,
      device_id: event.device_id ?? null,
      job_id: event.job_id ?? null,
      step: event.step ?? null,
      connector: event.connector ?? null,
      attributes,
    },
  };
}

function lineOf(resourceId: number): string {
  return `resource:${resourceId}`;
}

const BY_STATUS: Readonly<Record<Exclude<AuditStatus, 'succeeded' | 'failed'>, Severity>> = {
  intended: 'info',
  denied: 'medium',
  unknown: 'high',
};
/** What is done thousands of times an hour and changes nothing that lasts. */
const PASSING = /^(?:token|identity)\.|\.(?:read|list|explain)$/;
/** Who may do what, under which rules, and what is kept of it. */
const RIGHTS =
  /^(?:user|group|role|grant|application|api_key|identity_provider|workload_issuer|organization|policy|policy_binding|policy_set|log_collector|notification_channel|ledger|approval_delegation)\./;

type AuditedAct = Pick<AuditEntry, 'operation' | 'status' | 'permission' | 'job_id'> & {
  readonly actor: Pick<AuditEntry['actor'], 'type' | 'address'>;
};

/**
 * What went wrong at a target, or may have, is for somebody to look at; reads are there for whoever asks for them. Anybody can be
 * refused without credentials, as often as they like: what says how many were is worth a look, each of them is not.
 */
export function auditSeverity({ operation, status, permission, job_id, actor }: AuditedAct): Severity {
  // The record that sums them up names no address.
  if (actor.type === 'anonymous' && actor.address !== null) return 'info';
  if (status === 'failed') return job_id === null ? 'low' : 'high';
  if (status !== 'succeeded') return BY_STATUS[status];
  if (PASSING.test(operation) || permission?.endsWith(':read')) return 'info';
  return RIGHTS.test(operation) ? 'medium' : 'low';
}

/**
 * Past the rules of a policy, or without a ledger that is signed, there is nobody who would not want to know. What tells of
 * something that has a severity is as serious as that, also where it says that it is over: whoever heard of it waits for it.
 */
export function eventSeverity({
  kind,
  level,
  attributes,
}: Pick<OperationalEvent, 'kind' | 'level' | 'attributes'>): Severity {
  if (kind === 'break_glass.used' || kind === 'ledger') return 'critical';
  const told = SEVERITIES.find((severity) => severity === attributes?.['severity']);
  if (told) return told;
  if (level === 'error') return 'high';
  return level === 'warn' ? 'medium' : 'low';
}

export interface NotificationFilters {
  /** Whole types, or beginnings that end in `*`; null: all. */
  readonly types: readonly string[] | null;
  readonly min_severity: Severity;
}

export const DEFAULT_MIN_SEVERITY: Severity = 'low';

/** Whether somebody who wants what `filters` say wants this. */
export function isWanted(
  { types, min_severity }: NotificationFilters,
  { type, severity }: Pick<NotificationEvent, 'type' | 'severity'>,
): boolean {
  if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(min_severity)) return false;
  return types === null || types.some((wanted) => fits(wanted, type));
}

function fits(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
