/** A job as it is first written: the outbox entry, from which the relay starts its workflow. */

import type { AuditActor } from '../domain/audit.ts';
import type { JobOperation } from '../domain/job.ts';
import type { JobDocument, JobInput } from './models/job.ts';

export interface FreshJob<Operation extends JobOperation, ResourceId extends number | null> {
  readonly jobId: number;
  readonly organizationId: number;
  readonly scopeId: number;
  readonly resourceId: ResourceId;
  readonly operation: Operation;
  /** Whether it waits for consent. Default: no. */
  readonly isHeld?: boolean;
  readonly actor: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  /** How many resources it works on. */
  readonly resourceCount: number;
  readonly input: JobInput | null;
  readonly now: Date;
  /** The audit record of its intent, which the caller writes in the same transaction. */
  readonly eventId: string;
}

export function freshJob<Operation extends JobOperation, ResourceId extends number | null>({
  isHeld = false,
  now,
  ...asked
}: FreshJob<Operation, ResourceId>): JobDocument & { readonly operation: Operation; readonly resource_id: ResourceId } {
  return {
    _id: asked.jobId,
    organization_id: asked.organizationId,
    scope_id: asked.scopeId,
    resource_id: asked.resourceId,
    operation: asked.operation,
    status: isHeld ? 'awaiting_approval' : 'queued',
    actor: asked.actor,
    reason: asked.reason,
    ticket_id: asked.ticketId,
    correlation_id: asked.correlationId,
    trace_id: asked.traceId,
    cancel_requested: false,
    dispatch: isHeld ? 'held' : 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    resource_count: asked.resourceCount,
    input: asked.input,
    progress: null,
    result: null,
    approval_id: null,
    started_at: null,
    ended_at: null,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: asked.eventId,
  };
}
