/** Audit records of a retrieval, and who Capstan is when it ends one by itself. */

import type { AuditActor, AuditEntry, AuditStatus, PolicyDecision } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { RetrievalDocument } from '../models/retrieval.ts';

/** When time has passed, or what a retrieval rested on is gone. */
export const RETRIEVAL_ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'retrieval',
  organization_id: null,
  authentication: 'none',
  address: null,
};

export interface RetrievalEvent {
  /** `retrieval`, with what happened behind it where that is not the request itself. */
  readonly operation: string;
  readonly actor: AuditActor;
  /** null where none was needed. */
  readonly permission?: Permission | null;
  readonly status?: AuditStatus;
  readonly code?: string | null;
  readonly policy?: PolicyDecision | null;
  /** In Capstan's words. */
  readonly change: string;
  /** Of the request that brought it; default: those of the retrieval. */
  readonly correlation_id?: string;
  readonly trace_id?: string | null;
}

export function retrievalAuditEntryOf(retrieval: RetrievalDocument, event: RetrievalEvent): AuditEntry {
  return {
    permission: null,
    status: 'succeeded',
    code: null,
    policy: null,
    correlation_id: retrieval.correlation_id,
    trace_id: retrieval.trace_id,
    ...event,
    organization_id: retrieval.organization_id,
    scope_id: retrieval.scope_id,
    resource_id: null,
    target_type: 'retrieval',
    target_id: retrieval._id,
    // What Capstan does by itself is not put into the words of whoever has asked.
    reason: event.actor.type === 'system' ? null : retrieval.reason,
    ticket_id: retrieval.ticket_id,
    job_id: retrieval.job_id,
    approval_id: retrieval.approval_id,
  };
}
