/** Writes the timeline: each step of a job, each attempt at it, how long it took and how it ended. */

import { activityInfo, Context } from '@temporalio/activity';
import type { ItemFailureCode, StepName } from '../domain/job.ts';
import { withCorrelation } from '../runtime/correlation.ts';
import type { Logger } from '../runtime/logger.ts';
import { assertLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { stampOf } from '../workflows/contract.ts';
import type { OperationRef, Stamped } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { toFailure } from './failures.ts';

export interface StepReport {
  readonly outcome: 'succeeded' | 'failed' | 'waiting';
  readonly code?: ItemFailureCode;
  readonly detail?: string;
}

/** What is recorded: the operation, how often this step was taken, and the lease, once it is held. */
type RecordedRef = OperationRef & { readonly round: number; readonly leaseToken?: number | null };

/** The attempt that is running, for work that notes its end in a transaction of its own. */
export interface RunningStep {
  readonly id: string;
  readonly startedAt: Date;
}

/** Keeps Temporal informed that the worker lives, so that a killed one is noticed within seconds. */
const HEARTBEAT_EVERY_MS = 2_000;

/** A call at a target may take minutes; its lease must not run out meanwhile. */
const EXTEND_LEASE_EVERY_MS = 60_000;

/**
 * Runs one attempt at a step: notes its start, heartbeats while `work` runs, notes its end as
 * `report` tells it. An attempt that was cut off stays `running` until the job ends.
 * @throws ApplicationFailure, whatever `work` threw.
 */
export async function recordedStep<Result>(
  { store, logger }: Dependencies,
  ref: RecordedRef,
  step: StepName,
  work: (self: RunningStep) => Promise<Result>,
  report: (result: Result) => StepReport,
): Promise<Stamped<Result>> {
  const { attempt } = activityInfo();
  const startedAt = new Date();
  const _id = `${ref.jobId}:${ref.resourceId}:${step}:${ref.round}:${attempt}`;
  const end = (ended: StepReport) =>
    store.models.jobSteps.updateOne(
      { _id },
      {
        $set: {
          outcome: ended.outcome,
          code: ended.code ?? null,
          detail: ended.detail ?? null,
          ended_at: new Date(),
          duration_ms: Date.now() - startedAt.getTime(),
        },
      },
    );

  return withCorrelation({ correlation_id: ref.correlationId, job_id: String(ref.jobId) }, async () => {
    const heart = setInterval(() => Context.current().heartbeat(), HEARTBEAT_EVERY_MS);
    const extension = setInterval(() => void extendLease(store, logger, ref), EXTEND_LEASE_EVERY_MS);
    try {
      await store.models.jobSteps.updateOne(
        { _id },
        {
          $setOnInsert: {
            organization_id: ref.organizationId,
            job_id: ref.jobId,
            resource_id: ref.resourceId,
            step,
            round: ref.round,
            attempt,
            outcome: 'running',
            started_at: startedAt,
          },
        },
        { upsert: true },
      );
      const result = await work({ id: _id, startedAt });
      await end(report(result));
      return { stamp: stampOf(step, ref), result };
    } catch (error) {
      const failure = toFailure(error, step, attempt);
      logger.warn('Step interrupted', { step, attempt, round: ref.round, resource_id: ref.resourceId, error });
      await end({ outcome: 'failed', detail: failure.message }).catch((secondary: unknown) =>
        logger.warn('The end of the step could not be noted', { step, error: secondary }),
      );
      throw failure;
    } finally {
      clearInterval(heart);
      clearInterval(extension);
    }
  });
}

/** A lease that is lost already stays lost: the step's own writes find that out. */
async function extendLease(
  store: Store,
  logger: Logger,
  { resourceId, jobId, leaseToken }: RecordedRef,
): Promise<void> {
  if (typeof leaseToken !== 'number') return;
  try {
    await assertLease(store, { resourceId, jobId, token: leaseToken });
  } catch (error) {
    logger.warn('The lease could not be extended', { resource_id: resourceId, error });
  }
}
