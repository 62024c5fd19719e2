/** Writes a job about many resources: the outbox entry, from which the relay starts its workflow. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { BulkOptions } from '../../domain/bulk.ts';
import type { BulkOperation } from '../../domain/job.ts';
import type { BulkState, JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';

export interface NewBulkJob {
  readonly jobId: number;
  readonly organizationId: number;
  readonly scopeId: number;
  readonly operation: BulkOperation;
  readonly planId: number;
  /** 0 where that is not known yet. */
  readonly resources: number;
  /** How it is carried out; null: it only makes the plan. */
  readonly options: BulkOptions | null;
  readonly actor: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly now: Date;
  /** The audit record of its intent, which the caller writes in the same transaction. */
  readonly eventId: string;
}

/** One that nobody has to consent to. */
export async function insertBulkJob(store: Store, session: ClientSession, asked: NewBulkJob): Promise<JobDocument> {
  const { jobId, organizationId, scopeId, operation, planId, resources, options, now } = asked;
  const job: JobDocument = {
    _id: jobId,
    organization_id: organizationId,
    scope_id: scopeId,
    resource_id: null,
    operation,
    status: 'queued',
    actor: asked.actor,
    reason: asked.reason,
    ticket_id: asked.ticketId,
    correlation_id: asked.correlationId,
    trace_id: asked.traceId,
    cancel_requested: false,
    dispatch: 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    resource_count: resources,
    input: options ? null : { plan_id: planId },
    progress: null,
    result: null,
    approval_id: null,
    bulk: options && stateOf(planId, resources, options),
    started_at: null,
    ended_at: null,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: asked.eventId,
  };
  await store.models.jobs.create([job], { session });
  return job;
}

function stateOf(planId: number, resources: number, options: BulkOptions): BulkState {
  return {
    plan_id: planId,
    retry_of: null,
    options,
    counts: { queued: resources, succeeded: 0, failed: 0, unknown: 0, canceled: 0 },
    wave: 0,
    wave_size: 0,
    pause_requested: false,
    paused: null,
    resumed_at: null,
    waiting_until: options.start_at,
  };
}
