/** A job always ends: finds started jobs that stand still, asks Temporal about them, and settles what nobody else will. */

import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'winston';
import { goesOnAnew, isAccessOperation } from '../../domain/job.ts';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import { endJob } from './end-job.ts';

export const STALE_AFTER_MS = 120_000;
const BATCH = 50;
const DESCRIBE_WITHIN_MS = 5_000;
/** So often the workflow of a job by a plan may be lost, or fail. */
const MOST_RESTARTS = 20;

interface StaleJobsOptions {
  readonly store: Store;
  readonly temporal: TemporalClient;
  readonly logger: Logger;
  /** Default {@link STALE_AFTER_MS}. */
  readonly staleAfterMs?: number;
}

/**
 * Looks at up to {@link BATCH} jobs; a claim on each keeps other processes from doing the same. Rejects where
 * Temporal or MongoDB does not answer, which it would not for the next job either.
 */
export async function settleStaleJobs(options: StaleJobsOptions): Promise<void> {
  for (let looked = 0; looked < BATCH; looked += 1) {
    const job = await claimStale(options);
    if (!job) return;
    const found = await lookUp(options, job);
    try {
      await settle(options, job, found);
    } catch (error) {
      options.logger.warn('A job that stands still could not be settled and is looked at again', {
        job_id: job._id,
        error,
      });
    }
  }
}

async function claimStale({ store, staleAfterMs = STALE_AFTER_MS }: StaleJobsOptions): Promise<JobDocument | null> {
  const now = Date.now();
  const before = new Date(now - staleAfterMs);
  return store.models.jobs
    .findOneAndUpdate(
      {
        dispatch: 'started',
        ended_at: null,
        updated_at: { $lte: before },
        dispatch_due_at: { $lte: before },
      },
      { $set: { dispatch_due_at: new Date(now) } },
      { sort: { _id: 1 }, returnDocument: 'after' },
    )
    .lean<JobDocument>();
}

async function settle({ store, logger }: StaleJobsOptions, job: JobDocument, found: string): Promise<void> {
  if (found === 'running') return;
  const restarts = job.restarts ?? 0;
  // A job by a plan that fails again and again has a defect; whoever holds a secret must be shut out in the end, whatever fails.
  const canGoOn = isAccessOperation(job.operation) || (goesOnAnew(job.operation) && restarts < MOST_RESTARTS);
  if ((found === 'missing' && job.started_at === null) || canGoOn) {
    await store.models.jobs.updateOne(
      { _id: job._id, dispatch: 'started', ended_at: null },
      { $set: { dispatch: 'accepted', dispatch_due_at: new Date(), restarts: restarts + 1 } },
    );
    logger.warn('A started job has no workflow; it is started again', { job_id: job._id, workflow: found });
    return;
  }
  await endJob(store, job, `its workflow is ${found === 'missing' ? 'gone' : `closed (${found.toLowerCase()})`}`);
  logger.error('A job whose workflow ended without it was settled', { job_id: job._id, workflow: found });
}

/** `running`, `missing`, or the name under which the workflow has closed. */
async function lookUp({ temporal }: StaleJobsOptions, job: JobDocument): Promise<string> {
  try {
    const handle = temporal.client.workflow.getHandle(workflowIdOf(job._id));
    const { status } = await temporal.within(DESCRIBE_WITHIN_MS, () => handle.describe());
    // `UNSPECIFIED` and `UNKNOWN` conclude nothing; one that continues as new is looked up by its newest run.
    return ['RUNNING', 'UNSPECIFIED', 'UNKNOWN', 'CONTINUED_AS_NEW', 'PAUSED'].includes(status.name)
      ? 'running'
      : status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing';
    throw error;
  }
}
