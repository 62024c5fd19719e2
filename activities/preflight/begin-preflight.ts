/** Step `begin` of the job that makes a plan: it is `running`, and its resources are chosen and put in order. */

import { MOST_PLANNED } from '../../domain/plan.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import { chooseResources } from '../../store/plans/choose-resources.ts';
import { interleave } from '../../store/plans/interleave.ts';
import { writeSelection } from '../../store/plans/write-selection.ts';
import type { Store } from '../../store/store.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { StepDefect } from '../step-defect.ts';
import { recordedStep, type StepReport } from '../timeline.ts';
import type { PreflightBegin, PreflightRef } from './contract.ts';
import { endOf, loadPreflight, requireStillPermitted } from './preflight-job.ts';

export function beginPreflight(dependencies: Dependencies) {
  return (ref: PreflightRef): Promise<Stamped<PreflightBegin>> =>
    recordedStep(dependencies, ref, 'begin', () => begin(dependencies, ref), describe);
}

function describe(answer: PreflightBegin): StepReport {
  const details = { over: 'the job is over', canceled: 'somebody has asked to stop' } as const;
  const detail = answer.state === 'ready' ? `${answer.total} resources` : details[answer.state];
  return { outcome: 'succeeded', detail };
}

/** Whatever an earlier attempt or run has done is found, and goes on. */
async function begin({ store }: Dependencies, ref: PreflightRef): Promise<PreflightBegin> {
  const preflight = await loadPreflight(store, ref);
  const end = endOf(preflight);
  if (end) return { state: end };
  await requireStillPermitted(store, preflight);
  const { job, plan } = preflight;
  if (job.started_at === null && !(await start(store, job))) return { state: 'over' };
  const total = plan.resource_count > 0 ? plan.resource_count : await choose(store, plan);
  await store.models.jobs.updateOne(
    { _id: job._id, ended_at: null, resource_count: { $ne: total } },
    { $set: { resource_count: total, updated_at: new Date() }, $inc: { revision: 1 } },
  );
  const pending = await store.models.planItems
    .findOne({ plan_id: plan._id, verdict: 'pending' }, { position: 1 })
    .sort({ position: 1 })
    .lean();
  return { state: 'ready', next: pending?.position ?? total + 1, total };
}

/** @returns whether it is running; it was canceled just now where it is not. */
async function start(store: Store, job: JobDocument): Promise<boolean> {
  return store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const begun = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, status: 'queued' },
        {
          $set: { status: 'running', started_at: now, updated_at: now, last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!begun) return (await store.models.jobs.exists({ _id: job._id, status: 'running' }).session(session)) !== null;
    const operation = `${auditOperationOf(job.operation)}.begin`;
    await recordEffect(store, session, bulkAuditEntryOf(begun, { operation, status: 'succeeded' }), eventId);
    return true;
  });
}

/** @returns how many. @throws StepDefect `too_many` */
async function choose(store: Store, plan: PlanDocument): Promise<number> {
  const chosen = await chooseResources(store, plan);
  if (chosen === null) {
    const advice = 'choose fewer, by scope, device, platform, type, status or last rotation';
    throw new StepDefect('too_many', `A plan is about ${MOST_PLANNED} resources at most; ${advice}.`);
  }
  await writeSelection(store, plan._id, interleave(chosen));
  return chosen.length;
}
