/**
 * Open Cybersecurity Schema Framework 1.8.0, one event a line: Authentication for sign-ins and for callers who were not
 * let in, Account Change for users, API Activity for the rest, Base Event for records that are not there any more.
 *
 * | record | OCSF |
 * |---|---|
 * | succeeded | status_id 1 (Success) |
 * | failed, denied | status_id 2 (Failure) |
 * | unknown | status_id 0 (Unknown) |
 * | intended | status_id 99 (Other), status `intended` |
 *
 * Severities are those of record-in-words.ts: 1 (Informational), 2 (Low), 3 (Medium). `metadata.uid` is the id of the
 * event, `metadata.sequence` its index in the log, `status_detail` what was changed or answered; what the schema has no
 * place for, like the reason that was given, is in `unmapped`.
 */

import { isIP } from 'node:net';
import type { AuditStatus } from '../../../domain/audit.ts';
import { LEAF_VERSION, type LedgerRecord } from '../leaf.ts';
import { type ExportedEntry, LOST } from './exported-entry.ts';
import {
  ACCOUNT_CHANGE,
  type Activity,
  API_ACTIVITY,
  AUTHENTICATION,
  activityOf,
  BASE_EVENT,
} from './ocsf-activity.ts';
import { actorUid, type Severity, severityOf, summaryOf } from './record-in-words.ts';

const OCSF_VERSION = '1.8.0';
const STATUSES: Record<AuditStatus, { readonly status_id: number; readonly status: string }> = {
  succeeded: { status_id: 1, status: 'Success' },
  failed: { status_id: 2, status: 'Failure' },
  denied: { status_id: 2, status: 'Failure' },
  unknown: { status_id: 0, status: 'Unknown' },
  intended: { status_id: 99, status: 'intended' },
};
const SEVERITIES: Record<Severity, { readonly severity_id: number; readonly severity: string }> = {
  informational: { severity_id: 1, severity: 'Informational' },
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
};
const HIGH = { severity_id: 4, severity: 'High' } as const;
const USER_TYPES: Record<LedgerRecord['actor']['type'], { readonly type_id: number; readonly type: string }> = {
  user: { type_id: 1, type: 'User' },
  application: { type_id: 4, type: 'Service' },
  system: { type_id: 3, type: 'System' },
  anonymous: { type_id: 0, type: 'Unknown' },
};
const CAPSTAN = { name: 'Capstan' } as const;

export function ocsfLine(entry: ExportedEntry): string {
  return JSON.stringify(entry.record ? eventOf(entry, entry.record) : lostEvent(entry));
}

function eventOf(entry: ExportedEntry, record: LedgerRecord): object {
  const activity = activityOf(record);
  return {
    ...classification(activity),
    ...SEVERITIES[severityOf(record)],
    ...STATUSES[record.status],
    ...given({ status_code: record.code, status_detail: record.change }),
    time: entry.time.getTime(),
    message: summaryOf(record),
    metadata: {
      ...metadataOf(entry),
      correlation_uid: record.correlation_id,
      event_code: record.operation,
      original_time: record.timestamp,
    },
    actor: { user: actingUser(record), ...given({ session: record.session_id && { uid: record.session_id } }) },
    src_endpoint: sourceOf(record),
    ...concerned(activity, record),
    unmapped: { ...ledgerOf(entry), ...given(beyondSchema(record)) },
  };
}

/** All that is known of a record that was deleted, or is not as it was written, is its place in the tree. */
function lostEvent(entry: ExportedEntry): object {
  return {
    ...classification({ class: BASE_EVENT, id: 0, name: 'Unknown' }),
    ...(entry.state === 'pruned' ? SEVERITIES.informational : HIGH),
    status_id: 0,
    status: 'Unknown',
    time: entry.time.getTime(),
    message: LOST[entry.state],
    metadata: metadataOf(entry),
    unmapped: ledgerOf(entry),
  };
}

function classification({ class: { uid, name, category }, id, name: activityName }: Activity): object {
  return {
    class_uid: uid,
    class_name: name,
    category_uid: category.uid,
    category_name: category.name,
    activity_id: id,
    activity_name: activityName,
    type_uid: uid * 100 + id,
    type_name: `${name}: ${id === 99 ? 'Other' : activityName}`,
  };
}

function metadataOf({ log, eventId, index }: ExportedEntry): object {
  return {
    version: OCSF_VERSION,
    product: { ...CAPSTAN, vendor_name: 'Capstan' },
    uid: eventId,
    original_event_uid: eventId,
    sequence: index,
    log_name: 'audit',
    log_version: String(LEAF_VERSION),
    tenant_uid: String(log),
  };
}

function actingUser({ actor }: LedgerRecord): object {
  const uid = actorUid(actor);
  const { type, type_id } = USER_TYPES[actor.type];
  return {
    // A user object has a name or a uid; both may be unknown, or erased.
    ...given({ uid, name: actor.name ?? (uid === null ? actor.type : null) }),
    type_id,
    type,
    ...given({ org: actor.organization_id && { uid: String(actor.organization_id) } }),
  };
}

/** An endpoint has an address or a name: what comes from no address comes from Capstan itself, or was erased. */
function sourceOf({ actor: { address, type } }: LedgerRecord): object {
  if (address === null) return { name: type === 'system' ? CAPSTAN.name : 'not known' };
  return isIP(address) === 0 ? { name: address } : { ip: address };
}

/** What the event class wants to know beside the actor. */
function concerned({ class: { uid } }: Activity, record: LedgerRecord): object {
  if (uid === AUTHENTICATION.uid) {
    return { user: actingUser(record), service: CAPSTAN, is_remote: true, logon_type_id: 3, logon_type: 'Network' };
  }
  if (uid === ACCOUNT_CHANGE.uid) {
    const { target_id } = record;
    return { user: target_id === null ? { name: 'not known' } : { uid: `user:${target_id}` } };
  }
  if (uid !== API_ACTIVITY.uid) return {};
  const { operation, correlation_id, target_type, target_id, resource_id } = record;
  const target = { type: target_type, ...(target_id === null ? { name: target_type } : { uid: String(target_id) }) };
  const isOther = resource_id !== null && target_type !== 'resource';
  return {
    api: { operation, service: CAPSTAN, request: { uid: correlation_id } },
    resources: [target, ...(isOther ? [{ type: 'resource', uid: String(resource_id) }] : [])],
  };
}

function ledgerOf({ index, leafHash, state }: ExportedEntry): object {
  return { ledger_index: index, leaf_hash: leafHash.toString('base64'), record_state: state };
}

function beyondSchema(record: LedgerRecord): object {
  const { actor, permission, policy, scope_id, resource_id, reason, ticket_id, job_id, approval_id, trace_id } = record;
  return {
    audit_status: record.status,
    authentication: actor.authentication,
    target_type: record.target_type,
    target_id: record.target_id,
    ...{ permission, policy, scope_id, resource_id, reason, ticket_id, job_id, approval_id, trace_id },
  };
}

/** Without what is null: OCSF leaves out what is not known. */
function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
