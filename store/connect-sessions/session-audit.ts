/** Audit records of a session, and who Capstan is when it acts on one by itself. */

import type { AuditActor, AuditEntry, AuditStatus, PolicyDecision } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { TurningSubject } from '../turning/turning-job.ts';

/** When time has passed, or what a session rested on is gone; and whoever rotates afterwards. */
export const SESSION_ACTOR: AuditActor = {
  type: 'system',
  id: null,
  name: 'sessions',
  organization_id: null,
  authentication: 'none',
  address: null,
};

export interface SessionEvent {
  /** `session.` and what happened. */
  readonly operation: string;
  readonly actor: AuditActor;
  /** null where none was needed. */
  readonly permission?: Permission | null;
  readonly status?: AuditStatus;
  readonly code?: string | null;
  readonly policy?: PolicyDecision | null;
  /** In Capstan's words. */
  readonly change: string | null;
  /** Of the request that brought it; default: those of the session. */
  readonly correlation_id?: string;
  readonly trace_id?: string | null;
}

export function sessionAuditEntryOf(session: ConnectSessionDocument, event: SessionEvent): AuditEntry {
  return {
    permission: null,
    status: 'succeeded',
    code: null,
    policy: null,
    correlation_id: session.correlation_id,
    trace_id: session.trace_id,
    ...event,
    organization_id: session.organization_id,
    scope_id: session.scope_id,
    resource_id: session.resource_id,
    target_type: 'connect_session',
    target_id: session._id,
    session_id: session._id,
    // What Capstan does by itself is not put into the person's words.
    reason: event.actor.type === 'system' ? null : session.reason,
    ticket_id: session.ticket_id,
    job_id: session.job_id,
    approval_id: session.approval_id,
  };
}

/** The session as what its credential is rotated after. */
export function turningSubjectOf(session: ConnectSessionDocument): TurningSubject {
  return { ...session, actor: SESSION_ACTOR, words: `session ${session._id}`, input: { session_id: session._id } };
}

/** Whoever has asked for it, from where their client has come since. */
export function actorOf({ requester, client }: Pick<ConnectSessionDocument, 'requester' | 'client'>): AuditActor {
  return { ...requester, address: client?.address ?? requester.address };
}
