/** Audit records of a job: they name whoever asked for it, however much later they are written. */

import type { AuditEntry, AuditStatus } from '../domain/audit.ts';
import type { JobDocument } from './models/job.ts';

export function auditEntryOf(
  job: JobDocument,
  resourceId: number,
  what: { readonly operation: string; readonly status: AuditStatus; readonly code?: string },
): AuditEntry {
  return {
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    resource_id: resourceId,
    actor: job.actor,
    target_type: 'resource',
    target_id: resourceId,
    operation: what.operation,
    permission: `resource:${job.operation}`,
    status: what.status,
    code: what.code ?? null,
    reason: job.reason,
    ticket_id: job.ticket_id,
    job_id: job._id,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
  };
}
