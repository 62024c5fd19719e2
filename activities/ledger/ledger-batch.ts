/** Step `work` of a ledger job: one batch, between two looks at whether somebody has asked to stop. */

import type { JobDocument } from '../../store/models/job.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep, type StepReport } from '../timeline.ts';
import { BATCH_FUNCTIONS } from './batch-functions.ts';
import type { LedgerBatchAnswer, LedgerBatchRef } from './contract.ts';

export function ledgerBatch(dependencies: Dependencies) {
  return (ref: LedgerBatchRef): Promise<Stamped<LedgerBatchAnswer>> =>
    recordedStep(dependencies, ref, 'work', () => work(dependencies, ref), describe);
}

async function work(dependencies: Dependencies, ref: LedgerBatchRef): Promise<LedgerBatchAnswer> {
  const { store } = dependencies;
  const job = await store.models.jobs
    .findOne({ _id: ref.jobId, organization_id: ref.organizationId, status: 'running' })
    .lean<JobDocument>();
  if (!job) return { state: 'over' };
  if (job.cancel_requested) return { state: 'canceled' };
  const answer = await BATCH_FUNCTIONS[ref.operation](dependencies, job, ref.position);
  const { done, total } = answer.state === 'more' ? answer.position : answer;
  // A late attempt takes back nothing of what a later batch has written.
  await store.models.jobs.updateOne(
    { _id: job._id, status: 'running', $or: [{ progress: null }, { 'progress.done': { $lte: done } }] },
    { $set: { progress: { done, total }, updated_at: new Date() }, $inc: { revision: 1 } },
  );
  return answer;
}

function describe(answer: LedgerBatchAnswer): StepReport {
  switch (answer.state) {
    case 'more':
      return {
        outcome: answer.waitMs === undefined ? 'succeeded' : 'waiting',
        detail: progressInWords(answer.position),
      };
    case 'finished':
      return { outcome: 'succeeded', detail: answer.summary };
    case 'canceled':
      return { outcome: 'succeeded', detail: 'not begun: somebody has asked to stop' };
    case 'over':
      return { outcome: 'succeeded', detail: 'not begun: the job has ended already' };
  }
}

function progressInWords({ done, total }: { readonly done: number; readonly total: number | null }): string {
  return total === null ? `${done} done` : `${done} of ${total} done`;
}
