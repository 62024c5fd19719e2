/** A job about many resources as it is first written: the outbox entry, from which the relay starts its workflow. */

import type { AuditActor } from '../../domain/audit.ts';
import type { BulkOptions, LeftStatus } from '../../domain/bulk.ts';
import type { BulkOperation } from '../../domain/job.ts';
import { freshJob } from '../fresh-job.ts';
import type { BulkState, JobDocument } from '../models/job.ts';

/** What is done again: of which job, and what of it. */
export interface BulkRetry {
  readonly of: number;
  readonly statuses: readonly LeftStatus[];
}

export interface NewBulkJob {
  readonly jobId: number;
  readonly organizationId: number;
  readonly scopeId: number;
  readonly operation: BulkOperation;
  readonly planId: number;
  /** Of the job that makes the plan of a shared SSH key's rotation: which. What carries the plan out is known by it. */
  readonly sshKeyId?: number;
  /** 0 where that is not known yet. */
  readonly resources: number;
  /** How the plan is carried out; null: it is only made. */
  readonly run: { readonly options: BulkOptions; readonly retry: BulkRetry | null } | null;
  /** Whether it waits for consent. */
  readonly isHeld: boolean;
  readonly actor: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly now: Date;
  /** The audit record of its intent, which the caller writes in the same transaction. */
  readonly eventId: string;
}

export function newBulkJob({ planId, sshKeyId, resources, run, ...asked }: NewBulkJob): JobDocument {
  const ofKey = sshKeyId === undefined ? {} : { ssh_key_id: sshKeyId };
  const input = run ? null : { plan_id: planId, ...ofKey };
  const job = freshJob({ ...asked, resourceId: null, resourceCount: resources, input });
  return { ...job, bulk: run && stateOf(planId, resources, run) };
}

function stateOf(planId: number, resources: number, { options, retry }: NonNullable<NewBulkJob['run']>): BulkState {
  return {
    plan_id: planId,
    retry_of: retry?.of ?? null,
    ...(retry ? { retry_statuses: retry.statuses } : {}),
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
