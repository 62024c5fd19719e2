/**
 * Step `work` of a job by a plan: one batch of its items, worked on together. Items are looked at and candidates stored
 * some at a time, lanes work at the targets, and what is done is committed in groups, all at once; so the stores cost
 * little beside the logins. What no batch can settle is handed on, and a batch that is begun again goes on with what is open.
 */

import { hasEnded } from '../../domain/job.ts';
import { BatchLeases } from '../../store/batch-leases.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { WorkerStopping } from '../target-answer.ts';
import { recordedStep } from '../timeline.ts';
import type { Batch } from './batch.ts';
import { type BulkItem, type BulkJob, bulkItems, loadBulkJob, operationOf, standsStill } from './bulk-job.ts';
import type { BulkBatchAnswer, BulkBatchRef } from './contract.ts';
import { Intake } from './intake.ts';
import { Pipeline } from './pipeline.ts';
import { Slots } from './slots.ts';

const EXTEND_EVERY_MS = 60_000;

export function runBulkBatch(dependencies: Dependencies) {
  return (ref: BulkBatchRef): Promise<Stamped<BulkBatchAnswer>> =>
    recordedStep(
      dependencies,
      ref,
      'work',
      () => runBatch(dependencies, ref),
      ({ doubtful }) => ({
        outcome: 'succeeded',
        detail: `wave ${ref.wave}, batch ${ref.batch}${doubtful.length > 0 ? `: ${doubtful.length} handed on` : ''}`,
      }),
    );
}

async function runBatch(dependencies: Dependencies, ref: BulkBatchRef): Promise<BulkBatchAnswer> {
  const { store } = dependencies;
  const job = await loadBulkJob(store, ref);
  if (hasEnded(job.status)) return { doubtful: [], stop: true };
  const leases = await BatchLeases.begin(store, ref);
  // Read once nobody else can begin any of them.
  const items = await openItems(dependencies, job, ref);
  const batch: Batch = { dependencies, job, operation: operationOf(job), leases, halt: new AbortController() };
  const slots = new Slots(batch);
  const intake = new Intake(batch, slots, items);
  const pipeline = new Pipeline(batch, slots, intake);
  const doubtful = await worked(batch, pipeline);
  await leases.leave(doubtful);
  if (pipeline.isWorkerStopping) throw new WorkerStopping('the worker stops before the batch is done');
  return { doubtful, stop: batch.halt.signal.aborted };
}

async function worked(batch: Batch, pipeline: Pipeline): Promise<readonly number[]> {
  const extension = setInterval(() => void extend(batch), EXTEND_EVERY_MS);
  try {
    return await pipeline.run();
  } catch (error) {
    // What is open stays in the hands of the job, and the next attempt takes it from this one; the slots are of no use.
    await batch.leases.leaveSlots().catch((secondary: unknown) => {
      batch.dependencies.logger.warn('The slots of a batch are held until they expire', { error: secondary });
    });
    throw error;
  } finally {
    clearInterval(extension);
  }
}

/** While the job stands still, nothing is begun: what was begun is brought to its end. */
async function openItems(
  { store }: Dependencies,
  job: BulkJob,
  { wave, batch }: BulkBatchRef,
): Promise<readonly BulkItem[]> {
  const now = new Date();
  const open = await bulkItems(store)
    .find({ job_id: job._id, 'bulk.wave': wave, 'bulk.batch': batch, 'bulk.position': { $gt: 0 }, ended_at: null })
    .sort({ 'bulk.position': 1 })
    .toArray();
  const isStill = standsStill(job);
  return open.filter(({ status, bulk }) => {
    if (status === 'running') return true;
    return !isStill && (bulk.not_before === null || bulk.not_before <= now);
  });
}

/** What is lost shows when something is written. */
async function extend({ leases, dependencies }: Batch): Promise<void> {
  try {
    await leases.extend();
  } catch (error) {
    dependencies.logger.warn('The leases of a batch could not be extended', { error });
  }
}
