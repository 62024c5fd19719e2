/** Audit records of a request for consent. */

import type { AuditActor, AuditEntry, AuditStatus } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { ApprovalDocument } from '../models/approval.ts';

/** What Capstan does by itself, when time has passed. */
export const APPROVALS_ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'approvals',
  organization_id: null,
  authentication: 'none',
  address: null,
};

export interface ApprovalEvent {
  /** `approval.` and what happened. */
  readonly operation: string;
  readonly actor: AuditActor;
  /** null where none was needed. */
  readonly permission: Permission | null;
  readonly status?: AuditStatus;
  /** In a person's words. */
  readonly reason: string | null;
  /** In Capstan's. */
  readonly change: string;
  /** Of the request that brought it; default: those of the request for consent. */
  readonly correlation_id?: string;
  readonly trace_id?: string | null;
}

export function approvalAuditEntryOf(approval: ApprovalDocument, event: ApprovalEvent): AuditEntry {
  return {
    status: 'succeeded',
    correlation_id: approval.correlation_id,
    trace_id: approval.trace_id,
    ...event,
    organization_id: approval.organization_id,
    scope_id: approval.scope_id,
    resource_id: approval.resource_id,
    target_type: 'approval',
    target_id: approval._id,
    code: null,
    ticket_id: approval.ticket_id,
    job_id: approval.job_id,
    approval_id: approval._id,
  };
}
