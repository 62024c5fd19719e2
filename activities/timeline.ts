/** Writes the timeline: each step of a job, each attempt at it, how long it took and how it ended. */

import { activityInfo, Context } from '@temporalio/activity';
import type { ItemFailureCode, StepName } from '../domain/job.ts';
import { withCorrelation } from '../runtime/correlation.ts';
import type { Logger } from '../runtime/logger.ts';
import { assertLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { stampOf } from '../workflows/contract.ts';
import type { Stamped } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { toFailure } from './failures.ts';
import type { JobPlace } from './job-places.ts';

export interface StepReport {
  readonly outcome: 'succeeded' | 'failed' | 'waiting';
  readonly code?: ItemFailureCode;
  readonly detail?: string;
}

/** What is recorded: the job, its resource where it has one, how often this step was taken, and the lease once it is held. */
interface RecordedRef {
  readonly organizationId: number;
  readonly jobId: number;
  readonly resourceId?: number;
  readonly correlationId: string;
  readonly round: number;
  readonly leaseToken?: number | null;
}

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
  dependencies: Dependencies,
  ref: RecordedRef,
  step: StepName,
  work: (self: RunningStep) => Promise<Result>,
  report: (result: Result) => StepReport,
): Promise<Stamped<Result>> {
  const { store, logger, jobPlaces } = dependencies;
  const { attempt } = activityInfo();
  const startedAt = new Date();
  const _id = `${ref.jobId}:${ref.resourceId ?? '-'}:${step}:${ref.round}:${attempt}`;
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

  const tell = (place: JobPlace, ended: StepEnd) =>
    addStepEvent(dependencies, ref, { step, attempt, place, durationMs: Date.now() - startedAt.getTime() }, ended);

  return withCorrelation({ correlation_id: ref.correlationId, job_id: String(ref.jobId) }, async () => {
    const heart = setInterval(() => Context.current().heartbeat(), HEARTBEAT_EVERY_MS);
    const extension = setInterval(() => void extendLease(store, logger, ref), EXTEND_LEASE_EVERY_MS);
    const place = jobPlaces.of(ref);
    try {
      await store.models.jobSteps.updateOne(
        { _id },
        {
          $setOnInsert: {
            organization_id: ref.organizationId,
            job_id: ref.jobId,
            resource_id: ref.resourceId ?? null,
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
      const ended = report(result);
      await end(ended);
      tell(await place, ended);
      return { stamp: stampOf(step, ref), result };
    } catch (error) {
      const failure = toFailure(error, step, attempt);
      logger.warn('Step interrupted', { step, attempt, round: ref.round, resource_id: ref.resourceId, error });
      await end({ outcome: 'failed', detail: failure.message }).catch((secondary: unknown) =>
        logger.warn('The end of the step could not be noted', { step, error: secondary }),
      );
      tell(await place, { outcome: 'interrupted', detail: failure.message });
      throw failure;
    } finally {
      clearInterval(heart);
      clearInterval(extension);
    }
  });
}

/** How an attempt ended, for the operational log: one that threw is neither failed nor over. */
type StepEnd = StepReport | { readonly outcome: 'interrupted'; readonly code?: undefined; readonly detail: string };

/** A step that waits for its turn does so again and again: that is worth a line to those only who want to know all. */
const LEVEL_OF = { succeeded: 'info', waiting: 'debug', failed: 'warn', interrupted: 'warn' } as const;
const VERB_OF = { succeeded: 'succeeded', waiting: 'waits', failed: 'failed', interrupted: 'was cut off' } as const;

interface EndedAttempt {
  readonly step: StepName;
  readonly attempt: number;
  readonly place: JobPlace;
  readonly durationMs: number;
}

function addStepEvent(
  { operationalLog }: Dependencies,
  ref: RecordedRef,
  { step, attempt, place, durationMs }: EndedAttempt,
  { outcome, code, detail }: StepEnd,
): void {
  operationalLog.add({
    organization_id: ref.organizationId,
    scope_id: place.scopeId,
    resource_id: ref.resourceId ?? null,
    device_id: place.deviceId,
    level: LEVEL_OF[outcome],
    kind: 'job.step',
    message: `Step ${step} of job ${ref.jobId} ${VERB_OF[outcome]}${detail === undefined ? '' : `: ${detail}`}`,
    code: code ?? null,
    job_id: ref.jobId,
    step,
    duration_ms: durationMs,
    correlation_id: ref.correlationId,
    attributes: { outcome, round: ref.round, attempt },
  });
}

/** A lease that is lost already stays lost: the step's own writes find that out. */
async function extendLease(
  store: Store,
  logger: Logger,
  { resourceId, jobId, leaseToken }: RecordedRef,
): Promise<void> {
  if (typeof leaseToken !== 'number' || resourceId === undefined) return;
  try {
    await assertLease(store, { resourceId, jobId, token: leaseToken });
  } catch (error) {
    logger.warn('The lease could not be extended', { resource_id: resourceId, error });
  }
}
