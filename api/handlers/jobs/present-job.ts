/** Jobs, their items and steps on the wire. */

import type { BulkPause } from '../../../domain/bulk.ts';
import { endedOf, paceOf } from '../../../domain/bulk-pace.ts';
import { waitOf } from '../../../domain/item-wait.ts';
import { NOTHING_WAITS, type WaitCounts } from '../../../store/item-waits.ts';
import type { BulkState, JobDocument, JobItemDocument, JobStepDocument } from '../../../store/models/job.ts';
import { retriedStatuses } from '../../../store/plans/left-over.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

/** @param waits how many of its items wait for what; left out where it is by no plan, or has ended. */
export function presentJob(job: JobDocument, waits: WaitCounts = NOTHING_WAITS): Schemas['Job'] {
  return {
    job_id: job._id,
    operation: job.operation,
    status: job.status,
    resource_id: job.resource_id,
    resource_count: job.resource_count,
    // Jobs that are older than these fields do not have them.
    progress: progressOf(job),
    result: job.result ?? null,
    plan_id: planIdOf(job),
    approval_id: job.approval_id ?? null,
    bulk: job.bulk ? presentBulk(job, job.bulk, waits) : null,
    actor: job.actor.name,
    actor_type: job.actor.type,
    reason: job.reason,
    ticket_id: job.ticket_id,
    cancel_requested: job.cancel_requested,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
    ...wireTracked(job),
    started_at: wireTimeOrNull(job.started_at),
    ended_at: wireTimeOrNull(job.ended_at),
  };
}

function progressOf({ progress, bulk, resource_count }: JobDocument): Schemas['Job']['progress'] {
  return bulk ? { done: endedOf(bulk.counts), total: resource_count } : (progress ?? null);
}

function planIdOf({ bulk, input }: JobDocument): number | null {
  const id = bulk?.plan_id ?? input?.['plan_id'];
  return typeof id === 'number' ? id : null;
}

function presentBulk(job: JobDocument, bulk: BulkState, waits: WaitCounts): Schemas['BulkState'] {
  const { options, counts, paused } = bulk;
  const since = bulk.pace_since ?? (job.started_at && { at: job.started_at, ended: 0 });
  const isAtWork = job.status === 'running' && bulk.waiting_until === null;
  const pace = isAtWork ? paceOf({ counts, since, countedAt: job.updated_at }) : null;
  return {
    options: {
      ...options,
      failure_budget: { ...options.failure_budget },
      start_at: wireTimeOrNull(options.start_at),
    },
    counts: { ...counts },
    waits: { ...waits },
    wave: bulk.wave,
    wave_size: bulk.wave_size,
    pause_requested: bulk.pause_requested,
    paused: paused && { kind: paused.kind, detail: paused.detail, device_id: deviceOf(paused) },
    retry_of: bulk.retry_of,
    retry_statuses: bulk.retry_of === null ? null : [...retriedStatuses(bulk)],
    waiting_until: wireTimeOrNull(bulk.waiting_until),
    rate_per_minute: pace?.rate_per_minute ?? null,
    estimated_seconds_left: pace?.estimated_seconds_left ?? null,
  };
}

function deviceOf(paused: BulkPause): number | null {
  return 'device_id' in paused ? paused.device_id : null;
}

export function presentJobItem(job: JobDocument, item: JobItemDocument, now: Date): Schemas['JobItem'] {
  const wait = waitOf(job, item, now);
  return {
    job_id: item.job_id,
    resource_id: item.resource_id,
    device_id: item.bulk?.device_id ?? null,
    wave: item.bulk?.wave ?? null,
    status: item.status,
    code: item.code,
    effect: item.effect,
    message: item.message,
    waits_for: wait && {
      ...wait,
      since: wireTimeOrNull(wait.since),
      not_before: wireTimeOrNull(wait.not_before),
    },
    started_at: wireTimeOrNull(item.started_at),
    ended_at: wireTimeOrNull(item.ended_at),
  };
}

export function presentJobStep(step: JobStepDocument): Schemas['JobStep'] {
  return {
    resource_id: step.resource_id,
    step: step.step,
    round: step.round,
    attempt: step.attempt,
    outcome: step.outcome,
    code: step.code,
    detail: step.detail,
    started_at: wireTime(step.started_at),
    ended_at: wireTimeOrNull(step.ended_at),
    duration_ms: step.duration_ms,
  };
}
