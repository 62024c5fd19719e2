/** Step `begin` of a job by a plan: where the plan is still what its digest says, its items are written, and it is `running`. */

import { hasEnded } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { endUnbegunJob } from '../../store/end-unbegun-job.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import { digestOfStored } from '../../store/plans/plan-digest.ts';
import type { Store } from '../../store/store.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep } from '../timeline.ts';
import { type BulkJob, cancelQueued, loadBulkJob } from './bulk-job.ts';
import type { BulkBegin, BulkRef } from './contract.ts';
import { writeItems } from './write-items.ts';

export function beginBulk(dependencies: Dependencies) {
  return (ref: BulkRef): Promise<Stamped<BulkBegin>> =>
    recordedStep(
      dependencies,
      ref,
      'begin',
      () => begin(dependencies, ref),
      ({ state }) => ({ outcome: 'succeeded', ...(state === 'over' ? { detail: 'the job is over' } : {}) }),
    );
}

async function begin(dependencies: Dependencies, ref: BulkRef): Promise<BulkBegin> {
  const { store } = dependencies;
  const job = await loadBulkJob(store, ref);
  if (hasEnded(job.status)) {
    // It ended while an earlier attempt was writing them.
    await cancelQueued(store, job);
    return { state: 'over' };
  }
  // A workflow that begins anew: all that it needs to know is there.
  if (job.started_at !== null) return { state: 'ready' };
  if (!(await isAsDigested(store, job))) {
    await endByDigest(dependencies, job);
    return { state: 'over' };
  }
  await writeItems(store, job);
  if (await start(store, job)) return { state: 'ready' };
  await cancelQueued(store, job);
  return { state: 'over' };
}

/**
 * Whoever has looked at the plan, or consented to it, has named its digest. A plan whose items are others by now is not
 * begun, and the job ends.
 */
async function endByDigest({ store, operationalLog }: Dependencies, job: BulkJob): Promise<void> {
  const message = 'what is stored of the plan is not the plan that was looked at: make another one';
  const code = 'plan_drifted';
  await store.transaction(async (session) => {
    const moment = { now: new Date(), eventId: newEventId() };
    const ended = await endUnbegunJob(store, session, job, { status: 'failed', code, message }, moment);
    if (!ended) throw new Error(`job ${job._id} is not what it was`);
    const operation = `${auditOperationOf(job.operation)}.begin`;
    const change = `the items of plan ${job.bulk.plan_id} do not have its digest`;
    const denied = { operation, status: 'denied', code, change } as const;
    await recordEffect(store, session, bulkAuditEntryOf(ended, denied), moment.eventId);
  });
  operationalLog.add({
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    level: 'error',
    kind: 'job.step',
    message: `Job ${job._id} has not begun: ${message}`,
    code,
    job_id: job._id,
    step: 'begin',
    correlation_id: job.correlation_id,
  });
}

async function isAsDigested(store: Store, { bulk: { plan_id } }: BulkJob): Promise<boolean> {
  const plan = await store.models.plans.findById(plan_id).lean<PlanDocument>();
  if (!plan) throw new Error(`there is no plan ${plan_id}`);
  return (await digestOfStored(store, plan)) === plan.digest;
}

/** @returns false where the job has ended meanwhile. */
async function start(store: Store, job: BulkJob): Promise<boolean> {
  const queued = await store.models.jobItems.countDocuments({ job_id: job._id });
  return store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const begun = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, status: 'queued', started_at: null },
        {
          $set: {
            status: 'running',
            started_at: now,
            updated_at: now,
            last_event_id: eventId,
            resource_count: queued,
            'bulk.counts': { queued, succeeded: 0, failed: 0, unknown: 0, canceled: 0 },
          },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!begun) return false;
    const what = {
      operation: `${auditOperationOf(job.operation)}.begin`,
      status: 'succeeded',
      change: `${queued} resources of plan ${job.bulk.plan_id}`,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(begun, what), eventId);
    return true;
  });
}
