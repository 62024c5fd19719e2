/** Exactly what a job by a plan is asked to do: what people consent to, and what is compared with it before it begins. */

import type { JobDocument } from '../models/job.ts';
import type { PlanDocument } from '../models/plan.ts';

type AskedJob = Pick<JobDocument, 'operation' | 'resource_count' | 'bulk' | 'reason' | 'ticket_id'>;

/** @throws Error where the job is by no plan. */
export function askedOfBulk(job: AskedJob, { digest }: Pick<PlanDocument, 'digest'>): Record<string, unknown> {
  const { operation, resource_count, bulk, reason, ticket_id } = job;
  if (!bulk) throw new Error(`a ${operation} is by no plan`);
  const { plan_id, retry_of, retry_statuses, options } = bulk;
  return {
    operation,
    plan_id,
    plan_digest: digest,
    resource_count,
    retry_of,
    ...(retry_statuses ? { retry_statuses } : {}),
    options: { ...options, start_at: options.start_at?.toISOString() ?? null },
    reason,
    ticket_id,
  };
}
