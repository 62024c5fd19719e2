/** Step `wave` of a job by a plan: looks at what is stored and says what is to be done next. */

import type { mongo } from 'mongoose';
import { hasEnded } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { BulkState, JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { BATCHES_AT_ONCE } from '../../workflows/contract.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep, type StepReport } from '../timeline.ts';
import { notePause, pauseOverBudget } from './budget.ts';
import { type BulkItem, type BulkJob, bulkItems, cancelQueued, loadBulkJob, standsStill } from './bulk-job.ts';
import { concludeBulk } from './conclude-bulk.ts';
import type { BulkNext, BulkRef } from './contract.ts';

/** Resources of one activity at most: so many that what begins and ends it is small beside its work. */
const MOST_A_BATCH = 500;
/** A workflow is told of changes; should that be lost, it looks by itself so often. */
const LOOK_AGAIN_MS = 600_000;
const SHORTEST_WAIT_MS = 250;

export function nextWave(dependencies: Dependencies) {
  return (ref: BulkRef): Promise<Stamped<BulkNext>> =>
    recordedStep(dependencies, ref, 'wave', () => next(dependencies, ref), describe);
}

function describe(answer: BulkNext): StepReport {
  switch (answer.state) {
    case 'work':
      return { outcome: 'succeeded', detail: `wave ${answer.wave}: ${answer.batches.length} batches` };
    case 'wait':
      return { outcome: 'waiting', detail: `nothing to do for ${Math.round(answer.forMs / 1000)} s` };
    case 'over':
      return { outcome: 'succeeded', detail: 'the job is over' };
  }
}

async function next(dependencies: Dependencies, ref: BulkRef): Promise<BulkNext> {
  const { store } = dependencies;
  const job = await loadBulkJob(store, ref);
  if (hasEnded(job.status)) return { state: 'over' };
  // What was begun is brought to its end, whatever people want by now.
  const begun = await begunBatches(store, job);
  if (begun) return begun;
  if (job.cancel_requested) return cancelRest(dependencies, job);
  if (standsStill(job)) return standStill(dependencies, job);
  const { start_at: start } = job.bulk.options;
  if (start && start > new Date()) return waitUntil(store, job, start);
  const left = await dueBatches(store, job);
  if (left.length > 0) return { state: 'work', wave: job.bulk.wave, batches: left };
  if (job.bulk.wave > 0 && (await pauseOverBudget(dependencies, job, true))) return next(dependencies, ref);
  return formWave(dependencies, job);
}

function dueNow(): mongo.Filter<BulkItem> {
  return { status: 'queued', $or: [{ 'bulk.not_before': null }, { 'bulk.not_before': { $lte: new Date() } }] };
}

/** Of the present wave. */
async function dueBatches(store: Store, { _id, bulk }: BulkJob): Promise<number[]> {
  if (bulk.wave === 0) return [];
  const inWave = { job_id: _id, 'bulk.wave': bulk.wave, 'bulk.position': { $gt: 0 } };
  const batches: number[] = await bulkItems(store).distinct('bulk.batch', { ...inWave, ...dueNow() });
  return batches.toSorted((one, other) => one - other);
}

/** Batches with items that were begun and have not ended, of the first wave that has any; null: there is none. */
async function begunBatches(store: Store, { _id }: BulkJob): Promise<BulkNext | null> {
  const begun = { job_id: _id, status: 'running', 'bulk.position': { $gt: 0 } } as const;
  const [first] = await bulkItems(store).find(begun).sort({ 'bulk.wave': 1 }).limit(1).toArray();
  if (!first) return null;
  const { wave } = first.bulk;
  const batches: number[] = await bulkItems(store).distinct('bulk.batch', { ...begun, 'bulk.wave': wave });
  return { state: 'work', wave, batches: batches.toSorted((one, other) => one - other) };
}

async function cancelRest(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  await cancelQueued(dependencies.store, job);
  await concludeBulk(dependencies, job);
  return { state: 'over' };
}

async function standStill(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  const detail = 'somebody has asked for it';
  if (job.bulk.paused === null) await notePause(dependencies, job, { kind: 'requested', detail });
  // Somebody may have resumed it at this very moment.
  const isStill = { $or: [{ 'bulk.paused': { $ne: null } }, { 'bulk.pause_requested': true }] };
  await dependencies.store.models.jobs.updateOne(
    { _id: job._id, status: 'running', ...Object(isStill) },
    { $set: { status: 'paused', updated_at: new Date() }, $inc: { revision: 1 } },
  );
  return { state: 'wait', forMs: LOOK_AGAIN_MS };
}

async function waitUntil(store: Store, { _id, bulk }: BulkJob, until: Date): Promise<BulkNext> {
  if (bulk.waiting_until?.getTime() !== until.getTime()) {
    await store.models.jobs.updateOne(
      { _id, ended_at: null },
      { $set: { 'bulk.waiting_until': until, updated_at: new Date() }, $inc: { revision: 1 } },
    );
  }
  const forMs = Math.max(SHORTEST_WAIT_MS, Math.min(LOOK_AGAIN_MS, until.getTime() - Date.now()));
  return { state: 'wait', forMs };
}

/** The next items in the order of the plan that can be begun now; where there are none, the end or a wait. */
async function formWave(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  const { store } = dependencies;
  const { options, wave } = job.bulk;
  const canary = await canaryLeft(store, job);
  const size = canary > 0 ? canary : options.wave_size;
  const ids = await bulkItems(store)
    .find({ job_id: job._id, 'bulk.position': { $gt: 0 }, ...dueNow() })
    .project<{ readonly _id: string }>({ _id: 1 })
    .sort({ 'bulk.position': 1 })
    .limit(size)
    .toArray();
  if (ids.length === 0) return endOrWait(dependencies, job);
  await assign(
    store,
    wave + 1,
    ids.map(({ _id }) => _id),
  );
  const formed = { wave: wave + 1, wave_size: ids.length, is_canary: canary > 0, waiting_until: null };
  await beginWave(store, job, formed);
  const batches = Array.from({ length: Math.ceil(ids.length / batchSize(ids.length)) }, (_, at) => at + 1);
  return { state: 'work', wave: wave + 1, batches };
}

/** How many of those that go first have yet to succeed; people who have seen one fail and go on need no more of them. */
async function canaryLeft(store: Store, { _id, bulk }: BulkJob): Promise<number> {
  const { canary } = bulk.options;
  if (canary === 0 || bulk.resumed_at !== null || bulk.counts.succeeded >= canary) return 0;
  const succeeded = { job_id: _id, status: 'succeeded', 'bulk.position': { $gt: 0 } } as const;
  return Math.max(0, canary - (await bulkItems(store).countDocuments(succeeded)));
}

/** Batches are as many and as large that those which are worked on at once are done at about the same time. */
function batchSize(count: number): number {
  const rounds = Math.ceil(count / (BATCHES_AT_ONCE * MOST_A_BATCH));
  return Math.max(1, Math.ceil(count / (BATCHES_AT_ONCE * rounds)));
}

/** Harmless to repeat: what was assigned before and is not begun may as well be in another batch. */
async function assign(store: Store, wave: number, ids: readonly string[]): Promise<void> {
  const moves = [];
  const size = batchSize(ids.length);
  for (let from = 0; from < ids.length; from += size) {
    const filter = { _id: { $in: ids.slice(from, from + size) }, status: 'queued' } as const;
    const update = { $set: { 'bulk.wave': wave, 'bulk.batch': from / size + 1 } };
    moves.push({ updateMany: { filter, update } });
  }
  await bulkItems(store).bulkWrite(moves, { ordered: false });
}

type FormedWave = Pick<BulkState, 'wave' | 'wave_size' | 'is_canary' | 'waiting_until'>;

async function beginWave(store: Store, job: BulkJob, formed: FormedWave): Promise<void> {
  const fields = Object.fromEntries(Object.entries(formed).map(([name, value]) => [`bulk.${name}`, value]));
  await store.transaction(async (session) => {
    const eventId = newEventId();
    const begun = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, ended_at: null, 'bulk.wave': job.bulk.wave },
        { $set: { ...fields, updated_at: new Date(), last_event_id: eventId }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!begun) return;
    const what = {
      operation: `${auditOperationOf(job.operation)}.wave`,
      status: 'succeeded',
      change: `wave ${formed.wave}: ${formed.wave_size} resources${formed.is_canary ? ', which go first' : ''}`,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(begun, what), eventId);
  });
}

async function endOrWait(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  const [first] = await bulkItems(dependencies.store)
    .find({ job_id: job._id, status: 'queued', 'bulk.position': { $gt: 0 } })
    .sort({ 'bulk.not_before': 1 })
    .limit(1)
    .toArray();
  if (first) return waitUntil(dependencies.store, job, first.bulk.not_before ?? new Date());
  await concludeBulk(dependencies, job);
  return { state: 'over' };
}
