/**
 * Plans the rotations that are due by policy: of each organization one sweep at a time, whichever process comes first.
 * One that stands still, for its window or for people, keeps its resources to itself and holds up nothing else.
 * A sweep is a plan like any other, made in the name of Capstan, but for two things: when it is ready it runs by itself,
 * and it needs nobody's consent, since the policy that makes the rotations due is that.
 */

import type { Logger } from 'winston';
import type { AuditActor } from '../../domain/audit.ts';
import type { JobStatus } from '../../domain/job.ts';
import { pausedSweepEvent } from '../../domain/operational-event.ts';
import { NO_SELECTION } from '../../domain/plan.ts';
import { BACK_OFF_MS, SCHEDULE_REASON, SWEEP_EVERY_MS } from '../../domain/rotation-schedule.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import { rootOf } from '../../store/ledger-job.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { ROTATES } from '../../store/models/policy.ts';
import { operationalEventDocument } from '../../store/operational-event-document.ts';
import { dueResources, sweptResources } from '../../store/plans/due-resources.ts';
import { newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../store/plans/new-plan.ts';
import { boundPolicies } from '../../store/policy/bound-policies.ts';
import { PolicyBook } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import { withoutKeyRotations } from '../key-rotations/without-key-rotations.ts';
import { rotateDueKeys } from './due-key-rotations.ts';
import { takeTurn } from './take-turn.ts';

interface DueRotationsOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Default: the earlier one of this host's time and the database's. */
  readonly now?: Date;
}

const SCHEDULE: AuditActor = {
  type: 'system',
  id: null,
  name: 'rotation schedule',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** Rejects where MongoDB does not answer. @returns how many sweeps were begun. */
export async function requestDueRotations({ store, logger, ...options }: DueRotationsOptions): Promise<number> {
  const now = options.now ?? (await cautiousNow(store));
  const { organizations, policies } = store.models;
  const ids = await policies.distinct('organization_id', { status: 'active', ...ROTATES });
  const active = await organizations.find({ _id: { $in: ids }, status: 'active' }, { _id: 1 }).lean();
  let begun = 0;
  for (const { _id: organization_id } of active) {
    try {
      const sweep = await sweepOf(store, organization_id, now);
      if (sweep === null) continue;
      begun += 1;
      logger.info('Rotations are due by policy', { organization_id, ...sweep });
    } catch (error) {
      logger.warn('Rotations that are due could not be looked for; the next sweep does', { organization_id, error });
    }
  }
  return begun;
}

/** null where it was looked at lately, or nothing is begun. What holds up a sweep holds up no rotation of a shared key. */
async function sweepOf(store: Store, organizationId: number, now: Date) {
  const claim = await takeTurn(store.models.rotationSweeps, organizationId, now, SWEEP_EVERY_MS);
  if (claim === null) return null;
  await tellPaused(store, organizationId);
  // First, so that what a sweep does before its end is seen in what is due.
  const isHeld = await isHeldUp(store, organizationId, now);
  const book = new PolicyBook(await boundPolicies(store, organizationId, {}));
  const due = await dueResources(store, book, organizationId, now);
  const resourceIds = isHeld ? [] : await sweptResources(store, organizationId, due, now);
  const job_id =
    resourceIds.length === 0 ? null : await planRotations(store, { organizationId, resourceIds, claim, now });
  const ssh_keys = await rotateDueKeys(store, { organizationId, book, due, claim, now });
  return job_id === null && ssh_keys === 0 ? null : { job_id, resources: resourceIds.length, ssh_keys };
}

const AT_WORK: JobStatus[] = ['queued', 'awaiting_approval', 'running'];

function ofSweeps(organizationId: number) {
  return {
    organization_id: organizationId,
    operation: { $in: ['bulk_preflight' as const, 'bulk_rotate' as const] },
    'actor.type': SCHEDULE.type,
  };
}

/**
 * By a sweep at work, or by people who have canceled one: they have asked for some time. What stands still, paused or
 * until its window opens, has resources that are left out anyway, since a job is still to work on them. A shared key has
 * a rotation of its own, which stands in the way of that key alone.
 */
async function isHeldUp(store: Store, organizationId: number, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - BACK_OFF_MS);
  const found = await store.models.jobs
    .find(
      {
        ...ofSweeps(organizationId),
        $or: [
          { status: { $in: AT_WORK }, 'bulk.waiting_until': { $not: { $gt: now } } },
          // However much of it was done by then: one that was half done has not ended as `canceled`.
          { cancel_requested: true, ended_at: { $gte: since } },
        ],
      },
      { bulk: 1, input: 1 },
    )
    .lean<Pick<JobDocument, '_id' | 'bulk' | 'input'>[]>();
  return (await withoutKeyRotations(store, found)).length > 0;
}

/** Nobody has asked for a sweep, so nobody may be looking at it. Once a turn, for as long as it is so. */
async function tellPaused({ models }: Store, organizationId: number): Promise<void> {
  const paused = await models.jobs
    .find({ ...ofSweeps(organizationId), status: 'paused' })
    .sort({ _id: 1 })
    .lean<JobDocument[]>();
  if (paused.length === 0) return;
  await models.operationalEvents.create(
    paused.map((job) => operationalEventDocument(pausedSweepEvent(eventFactsOf(job)), 'api')),
  );
}

function eventFactsOf({ _id: jobId, organization_id, scope_id, bulk, correlation_id }: JobDocument) {
  return {
    organizationId: organization_id,
    scopeId: scope_id,
    jobId,
    pausedFor: bulk?.paused?.kind ?? 'requested',
    left: bulk?.counts.queued ?? 0,
    correlationId: correlation_id,
  };
}

interface Sweep {
  readonly organizationId: number;
  readonly resourceIds: readonly number[];
  /** What the turn was taken with. */
  readonly claim: Date;
  readonly now: Date;
}

/** @returns the job that makes the plan; null where the turn has passed to another process meanwhile. */
async function planRotations(store: Store, sweep: Sweep): Promise<number | null> {
  const { organizationId, resourceIds, claim, now } = sweep;
  const { jobs, plans, rotationSweeps } = store.models;
  const [jobId, planId] = [await store.nextId('job'), await store.nextId('plan')];
  return store.transaction(async (session) => {
    if (!(await rotationSweeps.exists({ _id: organizationId, next_sweep_at: claim }).session(session))) return null;
    const { scopeId } = await rootOf(store, session, organizationId);
    const eventId = newEventId();
    const made = { jobId, planId, organizationId, scopeId, actor: SCHEDULE, now, eventId };
    const job = newBulkJob({
      ...made,
      operation: 'bulk_preflight',
      resources: resourceIds.length,
      run: null,
      isHeld: false,
      reason: SCHEDULE_REASON,
      ticketId: null,
      correlationId: newEventId(),
      traceId: null,
    });
    await jobs.create([job], { session });
    const selector = { ...NO_SELECTION, resource_ids: resourceIds };
    await plans.create([newPlan({ ...made, operation: 'rotate', selector, runsByItself: true })], { session });
    const change = `plan ${planId}: ${resourceIds.length} resources`;
    const intent = { operation: auditOperationOf(job.operation), status: 'intended', change } as const;
    await recordEffect(store, session, bulkAuditEntryOf(job, intent), eventId);
    return jobId;
  });
}
