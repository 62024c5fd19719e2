/** Jobs, their items and steps on the wire. */

import type { JobDocument, JobItemDocument, JobStepDocument } from '../../../store/models/job.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export function presentJob(job: JobDocument): Schemas['Job'] {
  return {
    job_id: job._id,
    operation: job.operation,
    status: job.status,
    resource_id: job.resource_id,
    resource_count: job.resource_count,
    // Jobs that are older than these fields do not have them.
    progress: job.progress ?? null,
    result: job.result ?? null,
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

export function presentJobItem(item: JobItemDocument): Schemas['JobItem'] {
  return {
    job_id: item.job_id,
    resource_id: item.resource_id,
    status: item.status,
    code: item.code,
    effect: item.effect,
    message: item.message,
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
