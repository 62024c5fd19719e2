/** Audit records of a custody, and who Capstan is when it acts by itself. */

import type { AuditActor, AuditEntry, AuditStatus, PolicyDecision } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { TurningSubject } from '../turning/turning-job.ts';

/** When time has passed, or what a custody rested on is gone; and whoever turns the credential then. */
export const CUSTODY_ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'custody',
  organization_id: null,
  authentication: 'none',
  address: null,
};

export interface CustodyEvent {
  /** `checkout.` and what happened. */
  readonly operation: string;
  readonly actor: AuditActor;
  /** null where none was needed. */
  readonly permission?: Permission | null;
  readonly status?: AuditStatus;
  readonly code?: string | null;
  readonly policy?: PolicyDecision | null;
  /** In Capstan's words. */
  readonly change: string;
  /** Of the request that brought it; default: those of the check-out. */
  readonly correlation_id?: string;
  readonly trace_id?: string | null;
}

export function custodyAuditEntryOf(custody: CustodyDocument, event: CustodyEvent): AuditEntry {
  return {
    permission: null,
    status: 'succeeded',
    code: null,
    policy: null,
    correlation_id: custody.correlation_id,
    trace_id: custody.trace_id,
    ...event,
    organization_id: custody.organization_id,
    scope_id: custody.scope_id,
    resource_id: custody.resource_id,
    target_type: 'check_out',
    target_id: custody._id,
    // What Capstan does by itself is not put into the holder's words.
    reason: event.actor.type === 'system' ? null : custody.reason,
    ticket_id: custody.ticket_id,
    job_id: custody.job_id,
    approval_id: custody.approval_id,
  };
}

/** The custody as what its credential turns after. */
export function turningSubjectOf(custody: CustodyDocument): TurningSubject {
  return { ...custody, actor: CUSTODY_ACTOR, words: `check-out ${custody._id}`, input: { check_out_id: custody._id } };
}
