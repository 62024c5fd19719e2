/** Audit records of a job: they name whoever asked for it, however much later they are written. */

import type { AuditEntry, AuditStatus, PolicyDecision } from '../domain/audit.ts';
import {
  type BulkOperation,
  isBulkOperation,
  isLedgerOperation,
  type JobOperation,
  type LedgerOperation,
} from '../domain/job.ts';
import type { Permission } from '../domain/permissions.ts';
import type { JobDocument } from './models/job.ts';
import type { SshAuthorityDocument } from './models/ssh-authority.ts';
import type { SshKeyDocument } from './models/ssh-key.ts';

/** What a record says of a job. */
export interface JobEvent {
  /** The operation as records name it, with the step behind it where it is not the end. */
  readonly operation: string;
  readonly status: AuditStatus;
  readonly code?: string;
  /** What the effective policy said, where it was asked again. */
  readonly policy?: PolicyDecision | null;
  /** What was done, in Capstan's words; the reason is always the one that was given with the job. */
  readonly change?: string;
}

/** How records name the ledger's jobs, and what was needed to ask for them. */
const LEDGER_RECORDS = {
  ledger_verify: { operation: 'ledger.verify', permission: 'ledger:verify' },
  ledger_prune: { operation: 'ledger.prune', permission: 'ledger:manage' },
  ledger_erase: { operation: 'ledger.erase', permission: 'ledger:erase' },
  evidence_bundle: { operation: 'evidence.create', permission: 'evidence:create' },
} as const satisfies Record<LedgerOperation, { readonly operation: string; readonly permission: Permission }>;

/** The same of jobs by a plan; a plan logs in at targets, as a verification does. */
const BULK_RECORDS = {
  bulk_preflight: { operation: 'bulk.preflight', permission: 'resource:verify' },
  bulk_verify: { operation: 'bulk.verify', permission: 'resource:verify' },
  bulk_rotate: { operation: 'bulk.rotate', permission: 'resource:rotate' },
  bulk_reconcile: { operation: 'bulk.reconcile', permission: 'resource:reconcile' },
} as const satisfies Record<BulkOperation, { readonly operation: string; readonly permission: Permission }>;

/** The operation of a job as records name it. */
export function auditOperationOf(operation: JobOperation): string {
  if (isBulkOperation(operation)) return BULK_RECORDS[operation].operation;
  if (isLedgerOperation(operation)) return LEDGER_RECORDS[operation].operation;
  if (operation === 'extend') return 'session.extend';
  return operation === 'retrieve' ? 'retrieval' : operation;
}

/**
 * A record about one resource of a job.
 * @param scopeId where the resource lies, of a job that concerns more than one; default: where the job does.
 */
export function auditEntryOf(
  job: JobDocument,
  resourceId: number,
  what: JobEvent,
  scopeId: number = job.scope_id,
): AuditEntry {
  const target = { resource_id: resourceId, target_type: 'resource', target_id: resourceId };
  return { ...entryOf(job, what), ...target, scope_id: scopeId };
}

/** A record about a job by a plan as a whole. */
export function bulkAuditEntryOf(job: JobDocument, what: JobEvent): AuditEntry {
  return { ...entryOf(job, what), resource_id: null, target_type: 'job', target_id: job._id };
}

/** A record about a shared SSH key that a job on one of its accounts has to do with; it lies where the key does. */
export function sshKeyAuditEntryOf(
  job: JobDocument,
  { _id, scope_id }: Pick<SshKeyDocument, '_id' | 'scope_id'>,
  what: JobEvent,
): AuditEntry {
  return { ...entryOf(job, what), scope_id, resource_id: null, target_type: 'ssh_key', target_id: _id };
}

/** The same about an SSH certificate authority. */
export function authorityAuditEntryOf(
  job: JobDocument,
  { _id, scope_id }: Pick<SshAuthorityDocument, '_id' | 'scope_id'>,
  what: JobEvent,
): AuditEntry {
  return { ...entryOf(job, what), scope_id, resource_id: null, target_type: 'ssh_authority', target_id: _id };
}

/** A record about a job on the ledger; it lies where the job does. */
export function ledgerAuditEntryOf(job: JobDocument, what: JobEvent): AuditEntry {
  const target = targetOf(job);
  return { ...entryOf(job, what), resource_id: job.resource_id, target_type: target.type, target_id: target.id };
}

/** What a ledger job is about: a person, a bundle, or the log, which has the number of its organization. */
export function targetOf({
  operation,
  organization_id,
  input,
}: Pick<JobDocument, 'operation' | 'organization_id' | 'input'>): {
  readonly type: string;
  readonly id: number;
} {
  if (operation === 'ledger_erase') return { type: 'user', id: Number(input?.['user_id']) };
  if (operation === 'evidence_bundle') return { type: 'evidence_bundle', id: Number(input?.['bundle_id']) };
  return { type: 'ledger', id: organization_id };
}

function entryOf(
  job: JobDocument,
  { operation, status, code, change, policy }: JobEvent,
): Omit<AuditEntry, 'resource_id' | 'target_type' | 'target_id'> {
  return {
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    actor: job.actor,
    operation,
    permission: permissionOfJob(job),
    status,
    code: code ?? null,
    reason: job.reason,
    change: change ?? null,
    policy: policy ?? null,
    ticket_id: job.ticket_id,
    job_id: job._id,
    approval_id: job.approval_id ?? null,
    session_id: job.operation === 'extend' ? String(job.input?.['session_id']) : null,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
  };
}

/** What was needed to ask for it; null where Capstan itself asked, by policy. */
export function permissionOfJob({ operation, actor }: Pick<JobDocument, 'operation' | 'actor'>): Permission | null {
  if (actor.type === 'system') return null;
  if (isBulkOperation(operation)) return BULK_RECORDS[operation].permission;
  if (isLedgerOperation(operation)) return LEDGER_RECORDS[operation].permission;
  if (operation === 'retrieve') return 'protected_information:retrieve';
  if (operation === 'extend') return 'resource:connect';
  if (operation === 'discover') return 'device:discover';
  return operation === 'checkout' ? 'credential:checkout' : `resource:${operation}`;
}
