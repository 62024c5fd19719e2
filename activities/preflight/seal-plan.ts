/** Step `finish` of the job that makes a plan: what was found is bound to a digest, and the plan can be run. */

import type { ClientSession } from 'mongoose';
import { PLAN_VALID_MS } from '../../domain/plan.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanCounts, PlanDocument, PlanLimits } from '../../store/models/plan.ts';
import { deviceWork, estimate } from '../../store/plans/estimate.ts';
import { governedGroups, runnableItems } from '../../store/plans/governed-groups.ts';
import { digestOfStored } from '../../store/plans/plan-digest.ts';
import { planItemCollection } from '../../store/plans/plan-items.ts';
import { limitsOf } from '../../store/plans/plan-limits.ts';
import type { PolicyBook } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { endTimeline } from '../end-timeline.ts';
import { StepDefect } from '../step-defect.ts';
import { type RunningStep, recordedStep } from '../timeline.ts';
import type { PreflightRef, SealAnswer } from './contract.ts';
import { endOf, loadPreflight, type Preflight } from './preflight-job.ts';
import { needsNobody, runByItself } from './run-by-itself.ts';

export function sealPlan(dependencies: Dependencies) {
  return (ref: PreflightRef): Promise<Stamped<SealAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      'finish',
      (self) => seal(dependencies, ref, self),
      ({ state }) => ({ outcome: 'succeeded', detail: DETAILS[state] }),
    );
}

const DETAILS = {
  sealed: 'the plan is ready',
  canceled: 'the plan is not sealed: somebody has asked to stop',
  over: 'the job has ended already',
} as const;

interface Sealed {
  readonly counts: PlanCounts;
  readonly digest: string;
  readonly limits: PlanLimits;
  readonly estimatedSeconds: number | null;
  /** The number of the job that runs the plan, where it runs by itself and has something to do. */
  readonly runJobId: number | null;
}

async function seal(dependencies: Dependencies, ref: PreflightRef, self: RunningStep): Promise<SealAnswer> {
  const { store, policyBooks, measureJob } = dependencies;
  const preflight = await loadPreflight(store, ref);
  const end = endOf(preflight);
  if (end) return { state: end };
  const { plan } = preflight;
  const organization = await store.models.organizations.findById(plan.organization_id, { policy_epoch: 1 }).lean();
  if (!organization) throw new Error(`there is no organization ${plan.organization_id}`);
  const sealed = await workOut(store, await policyBooks.of(organization), plan);
  const ended = await store.transaction((session) => commit(store, session, preflight, sealed, self));
  if (ended === null) return { state: endOf(await loadPreflight(store, ref)) ?? 'over' };
  measureJob(ended.operation, ended.status, (Date.now() - ended.created_at.getTime()) / 1000);
  return { state: 'sealed' };
}

async function workOut(store: Store, book: PolicyBook, plan: PlanDocument): Promise<Sealed> {
  const counts = await countVerdicts(store, plan);
  if (counts.pending > 0) {
    throw new StepDefect('internal', `${counts.pending} resources of the plan were not looked at`);
  }
  const runnable = counts.ready + counts.warned;
  return {
    counts,
    digest: await digestOfStored(store, plan),
    limits: limitsOf(
      { operation: plan.operation, asksNobody: needsNobody(plan) },
      await governedGroups(store, book, plan.organization_id, runnableItems(plan._id)),
    ),
    estimatedSeconds: estimate(plan.operation, await deviceWork(store, plan)),
    runJobId: plan.runs_by_itself && runnable > 0 ? await store.nextId('job') : null,
  };
}

async function countVerdicts(store: Store, { _id }: PlanDocument): Promise<PlanCounts> {
  const found = await planItemCollection(store)
    .aggregate<{ readonly _id: keyof PlanCounts; readonly count: number }>([
      { $match: { plan_id: _id } },
      { $group: { _id: '$verdict', count: { $sum: 1 } } },
    ])
    .toArray();
  const counts = Object.fromEntries(found.map(({ _id: verdict, count }) => [verdict, count]));
  return { pending: 0, ready: 0, warned: 0, blocked: 0, ...counts };
}

/** @returns the job as it has ended; null where it was canceled or ended at this very moment. */
async function commit(
  store: Store,
  session: ClientSession,
  { job, plan }: Preflight,
  { counts, digest, limits, estimatedSeconds, runJobId }: Sealed,
  self: RunningStep,
): Promise<JobDocument | null> {
  const now = new Date();
  const eventId = newEventId();
  const changed = { updated_at: now, last_event_id: eventId };
  const total = counts.ready + counts.warned + counts.blocked;
  const result = { plan_id: plan._id, digest, counts, ...(runJobId === null ? {} : { run_job_id: runJobId }) };
  const ended = await store.models.jobs
    .findOneAndUpdate(
      { _id: job._id, ended_at: null, cancel_requested: false },
      {
        $set: { status: 'succeeded', ended_at: now, progress: { done: total, total }, result, ...changed },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<JobDocument>();
  if (!ended) return null;
  const ready = await store.models.plans
    .findOneAndUpdate(
      { _id: plan._id, status: 'preparing' },
      {
        $set: {
          status: 'ready',
          counts,
          digest,
          limits,
          estimated_seconds: estimatedSeconds,
          expires_at: new Date(now.getTime() + PLAN_VALID_MS),
          ...changed,
        },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<PlanDocument>();
  if (!ready) throw new Error(`plan ${plan._id} was ended without its job`);
  const change = `plan ${plan._id}: ${counts.ready} ready, ${counts.warned} warned, ${counts.blocked} blocked; digest ${digest}`;
  const what = { operation: auditOperationOf(job.operation), status: 'succeeded', change } as const;
  await recordEffect(store, session, bulkAuditEntryOf(ended, what), eventId);
  await endTimeline(store, session, { jobId: job._id }, self, now);
  if (runJobId !== null) await runByItself(store, session, ended, ready, runJobId, now);
  return ended;
}
