/** Jobs as reports know them. */

import type { BulkCounts } from '../../../domain/bulk.ts';
import { isBulkOperation, type JobStatus } from '../../../domain/job.ts';
import type { JobDocument } from '../../models/job.ts';
import { type RowSource, targetsOf, withIds } from '../row-source.ts';

export const jobRows: RowSource<'job', JobDocument> = {
  kind: 'job',
  from: 'jobs',
  rowOf: (job) => ({
    resource_id: job.resource_id,
    operation: job.operation,
    status: job.status,
    resource_count: job.resource_count,
    resources: outcomesOf(job),
    actor_type: job.actor.type,
    // As in grants: ids of guests are told in their own organization alone.
    actor_id: job.actor.organization_id === job.organization_id ? job.actor.id : null,
    approval_id: job.approval_id ?? null,
    started_at: job.started_at,
    ended_at: job.ended_at,
  }),
  concerned: (told) => withIds([...told.changes.map(({ job_id }) => job_id), ...targetsOf(told, 'job')]),
};

/** A job on one resource ends as that does; a preflight does nothing to any. */
function outcomesOf({ bulk, operation, resource_count, status }: JobDocument): BulkCounts | null {
  if (bulk) return { ...bulk.counts };
  if (resource_count !== 1 || isBulkOperation(operation)) return null;
  const none = { queued: 0, succeeded: 0, failed: 0, unknown: 0, canceled: 0 };
  return { ...none, [OUTCOME_OF[status]]: 1 };
}

const OUTCOME_OF = {
  queued: 'queued',
  awaiting_approval: 'queued',
  running: 'queued',
  paused: 'queued',
  succeeded: 'succeeded',
  completed_with_errors: 'unknown',
  failed: 'failed',
  timed_out: 'failed',
  canceled: 'canceled',
} as const satisfies Record<JobStatus, keyof BulkCounts>;
