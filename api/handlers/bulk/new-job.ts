/** The job of a plan, or by one, as it is first written: the outbox entry, from which the relay starts its workflow. */

import type { BulkOperation } from '../../../domain/job.ts';
import type { BulkState, JobDocument, JobInput } from '../../../store/models/job.ts';
import type { Request, Transaction } from '../../operation.ts';
import { firstRevision } from '../revision.ts';

type JobRequest = Pick<Request, 'organizationId' | 'auditActor' | 'correlationId' | 'traceId' | 'now'> & {
  readonly body?: { readonly reason?: string; readonly ticket_id?: string } | undefined;
};

interface NewJob {
  readonly id: number;
  readonly operation: BulkOperation;
  readonly scopeId: number;
  readonly resourceCount: number;
  readonly input: JobInput | null;
  readonly bulk: BulkState | null;
  /** Whether it waits for consent. */
  readonly isHeld: boolean;
}

export function newJob(request: JobRequest, tx: Transaction, job: NewJob): JobDocument {
  const { organizationId, auditActor, correlationId, traceId, now, body } = request;
  return {
    _id: job.id,
    organization_id: organizationId,
    scope_id: job.scopeId,
    resource_id: null,
    operation: job.operation,
    status: job.isHeld ? 'awaiting_approval' : 'queued',
    actor: auditActor,
    reason: body?.reason ?? null,
    ticket_id: body?.ticket_id ?? null,
    correlation_id: correlationId,
    trace_id: traceId,
    cancel_requested: false,
    dispatch: job.isHeld ? 'held' : 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    resource_count: job.resourceCount,
    input: job.input,
    progress: null,
    result: null,
    approval_id: null,
    bulk: job.bulk,
    started_at: null,
    ended_at: null,
    ...firstRevision(request, tx),
  };
}
