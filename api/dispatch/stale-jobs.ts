/** A job always ends: finds started jobs that stand still, asks Temporal about them, and settles what nobody else will. */

import { WorkflowNotFoundError } from '@temporalio/client';
import type { ClientSession } from 'mongoose';
import type { Logger } from 'winston';
import { isLedgerOperation, jobStatusOf } from '../../domain/job.ts';
import type { TemporalClient } from '../../runtime/temporal-client.ts';
import { newEventId, recordEffect } from '../../store/audit-log.ts';
import { auditEntryOf, auditOperationOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { workflowIdOf } from '../../workflows/contract.ts';

export const STALE_AFTER_MS = 120_000;
const BATCH = 50;
const DESCRIBE_WITHIN_MS = 5_000;

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
  if (found === 'missing' && job.started_at === null) {
    await store.models.jobs.updateOne(
      { _id: job._id, dispatch: 'started', started_at: null },
      { $set: { dispatch: 'accepted', dispatch_due_at: new Date() } },
    );
    logger.warn('A started job has no workflow; it is started again', { job_id: job._id });
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

/**
 * Open items become `unknown`: whether the target was changed, only the next operation's probe can tell. A job without
 * items fails: what its batches have done is done, and asking again goes on from there.
 */
async function endJob(store: Store, job: JobDocument, why: string): Promise<void> {
  const { jobs, jobItems } = store.models;
  const eventId = newEventId();
  await store.transaction(async (session) => {
    const now = new Date();
    const open = { job_id: job._id, status: { $in: ['queued', 'running'] } };
    const ended = await jobItems
      .find({ job_id: job._id, ended_at: null }, { status: 1, resource_id: 1 }, { session })
      .lean();
    await jobItems.updateMany(
      { ...open, status: 'queued' },
      {
        $set: {
          status: 'failed',
          code: 'internal',
          effect: 'none',
          message: `Nothing was done: ${why}.`,
          ended_at: now,
        },
      },
      { session },
    );
    await jobItems.updateMany(
      { ...open, status: 'running' },
      {
        $set: {
          status: 'unknown',
          code: 'internal',
          effect: 'unknown',
          message: `The operation was not brought to its end: ${why}. The next operation on the resource settles it.`,
          ended_at: now,
        },
      },
      { session },
    );
    await endTimeline(store, session, job, why, now);
    const items = await jobItems.find({ job_id: job._id }, { status: 1, resource_id: 1 }, { session }).lean();
    // Their leases run out by themselves: a step that outlives its workflow may still be at the target.
    await store.models.resources.updateMany(
      {
        _id: { $in: items.filter((item) => item.status === 'unknown').map((item) => item.resource_id) },
        status: { $ne: 'inactive' },
      },
      {
        $set: { status: 'unknown', status_detail: why, updated_at: now, last_event_id: eventId },
        $inc: { revision: 1 },
      },
      { session },
    );
    const status = items.length === 0 ? 'failed' : jobStatusOf(items.map((item) => item.status));
    const { modifiedCount } = await jobs.updateOne(
      { _id: job._id, revision: job.revision },
      {
        $set: {
          status,
          ended_at: now,
          updated_at: now,
          last_event_id: eventId,
          ...(isLedgerOperation(job.operation)
            ? { result: { code: 'internal', message: `The job was ended: ${why}.` } }
            : {}),
        },
        $inc: { revision: 1 },
      },
      { session },
    );
    // Somebody else has changed the job meanwhile: nothing of this happens.
    if (modifiedCount === 0) throw new Error(`job ${job._id} changed while it was being settled`);
    for (const item of ended) {
      const status = item.status === 'running' ? 'unknown' : 'failed';
      const what = { operation: job.operation, status, code: 'internal' } as const;
      await recordEffect(store, session, auditEntryOf(job, item.resource_id, what));
    }
    if (isLedgerOperation(job.operation)) {
      const what = { operation: auditOperationOf(job.operation), status: 'failed', code: 'internal' } as const;
      await recordEffect(store, session, ledgerAuditEntryOf(job, what));
    }
    await recordEffect(
      store,
      session,
      {
        organization_id: job.organization_id,
        scope_id: job.scope_id,
        resource_id: job.resource_id,
        actor: {
          type: 'system',
          id: null,
          name: 'relay',
          organization_id: null,
          authentication: 'none',
          address: null,
        },
        target_type: 'job',
        target_id: job._id,
        operation: 'job.settle',
        permission: null,
        status: status === 'succeeded' ? 'succeeded' : 'unknown',
        code: 'internal',
        reason: `The job was ended for ${why}.`,
        ticket_id: job.ticket_id,
        job_id: job._id,
        correlation_id: job.correlation_id,
        trace_id: job.trace_id,
      },
      eventId,
    );
  });
}

/** Whoever sees the job ended sees its timeline ended too. */
async function endTimeline(
  store: Store,
  session: ClientSession,
  { _id: job_id }: JobDocument,
  why: string,
  now: Date,
): Promise<void> {
  const ended = {
    outcome: 'failed',
    // A literal: the reason is text, in which a $ would ask for a field.
    detail: { $literal: `interrupted: ${why}` },
    ended_at: now,
    duration_ms: { $subtract: [now, '$started_at'] },
  };
  await store.models.jobSteps.updateMany({ job_id, outcome: 'running' }, [{ $set: ended }], {
    session,
    updatePipeline: true,
  });
}
