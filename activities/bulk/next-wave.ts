/** Step `wave` of a job by a plan: looks at what is stored and says what is to be done next. */

import { hasEnded } from '../../domain/job.ts';
import type { Store } from '../../store/store.ts';
import { stampOf } from '../../workflows/contract.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep, type StepReport } from '../timeline.ts';
import { pauseOverBudget } from './budget.ts';
import { type BulkJob, bulkItems, cancelQueued, hasOpenItems, loadBulkJob, standsStill } from './bulk-job.ts';
import { concludeBulk } from './conclude-bulk.ts';
import type { BulkNext, BulkRef } from './contract.ts';
import { dueNow, formWave } from './form-wave.ts';
import { lookAtWindows } from './look-at-windows.ts';
import { notePause, notePaused, REQUESTED } from './note-pause.ts';
import { goOn, LOOK_AGAIN_MS, waitForQueued, waitForStart } from './wait.ts';

export function nextWave(dependencies: Dependencies) {
  return async (ref: BulkRef): Promise<Stamped<BulkNext>> => {
    // What cannot be read is met again by the step itself, which says so.
    const still = await waitsStill(dependencies.store, ref).catch(() => null);
    if (still !== null) return { stamp: stampOf('wave', ref), result: still };
    return recordedStep(dependencies, ref, 'wave', () => next(dependencies, ref), describe);
  };
}

/** What a look at a job says that is paused, or waits for its start, as the look before it has told: no step of its own. */
async function waitsStill(store: Store, ref: BulkRef): Promise<BulkNext | null> {
  const job = await loadBulkJob(store, ref);
  const { options, waiting_until: told } = job.bulk;
  const isPaused = job.status === 'paused' && job.bulk.paused !== null;
  const waitsForStart = !standsStill(job) && options.start_at?.getTime() === told?.getTime() && isAhead(told);
  if (job.cancel_requested || !(isPaused || waitsForStart)) return null;
  if ((await begunBatches(store, job)) !== null || !(await hasOpenItems(store, job))) return null;
  return isPaused || told === null ? { state: 'wait', forMs: LOOK_AGAIN_MS } : waitForStart(store, job, told);
}

function isAhead(time: Date | null): boolean {
  return time !== null && time > new Date();
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
  const job = await loadBulkJob(dependencies.store, ref);
  const answer = await stepOf(dependencies, ref, job);
  if (answer.state === 'work') await goOn(dependencies.store, job);
  return answer;
}

async function stepOf(dependencies: Dependencies, ref: BulkRef, job: BulkJob): Promise<BulkNext> {
  const { store } = dependencies;
  if (hasEnded(job.status)) return { state: 'over' };
  // What was begun is brought to its end, whatever people want by now.
  const begun = await begunBatches(store, job);
  if (begun) return begun;
  if (job.cancel_requested) return cancelRest(dependencies, job);
  // Where nothing is left, there is nothing that people could decide.
  if (standsStill(job))
    return (await hasOpenItems(store, job)) ? standStill(dependencies, job) : end(dependencies, job);
  const { start_at: start } = job.bulk.options;
  if (start && start > new Date()) return waitForStart(store, job, start);
  await lookAtWindows(dependencies, job);
  const left = await dueBatches(store, job);
  if (left.length > 0) return { state: 'work', wave: job.bulk.wave, batches: left };
  if (job.bulk.wave > 0 && (await pauseOverBudget(dependencies, job, true))) return next(dependencies, ref);
  return (await formWave(dependencies, job)) ?? (await waitForQueued(store, job)) ?? end(dependencies, job);
}

async function end(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  await concludeBulk(dependencies, job);
  return { state: 'over' };
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
  return end(dependencies, job);
}

async function standStill(dependencies: Dependencies, job: BulkJob): Promise<BulkNext> {
  if (job.bulk.paused === null) await notePause(dependencies, job, REQUESTED);
  await notePaused(dependencies.store, job);
  return { state: 'wait', forMs: LOOK_AGAIN_MS };
}
