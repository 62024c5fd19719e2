/** Step `finish` of a ledger job: job, audit record and timeline end in one transaction. */

import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { endTimeline } from '../end-timeline.ts';
import { type RunningStep, recordedStep } from '../timeline.ts';
import type { LedgerConcludeRef } from './contract.ts';

export function concludeLedgerJob(dependencies: Dependencies) {
  return (ref: LedgerConcludeRef): Promise<Stamped<void>> =>
    recordedStep(
      dependencies,
      ref,
      'finish',
      (self) => commit(dependencies, ref, self),
      () => ({ outcome: 'succeeded', detail: `the job ended: ${ref.status}` }),
    );
}

async function commit({ store, measureJob }: Dependencies, ref: LedgerConcludeRef, self: RunningStep): Promise<void> {
  const { status, code, done, total, result, summary } = ref;
  const job = await store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const ended = await store.models.jobs
      .findOneAndUpdate(
        { _id: ref.jobId, organization_id: ref.organizationId, ended_at: null },
        {
          $set: { status, result, progress: { done, total }, ended_at: now, updated_at: now, last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    // A repeated attempt whose first one went through, or a job that was settled without its workflow.
    if (!ended) return null;
    const outcome = {
      operation: auditOperationOf(ended.operation),
      status: status === 'succeeded' ? ('succeeded' as const) : ('failed' as const),
      change: summary,
    };
    await recordEffect(
      store,
      session,
      ledgerAuditEntryOf(ended, code === null ? outcome : { ...outcome, code }),
      eventId,
    );
    await endTimeline(store, session, { jobId: ref.jobId }, self, now);
    return ended;
  });
  if (!job?.ended_at) return;
  measureJob(job.operation, job.status, (job.ended_at.getTime() - job.created_at.getTime()) / 1000);
}
