/** Step `finish` of a plan that does not come about: the job, its plan, the record and the timeline end together. */

import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { endTimeline } from '../end-timeline.ts';
import { type RunningStep, recordedStep } from '../timeline.ts';
import type { PreflightConcludeRef } from './contract.ts';

export function concludePreflight(dependencies: Dependencies) {
  return (ref: PreflightConcludeRef): Promise<Stamped<void>> =>
    recordedStep(
      dependencies,
      ref,
      'finish',
      (self) => commit(dependencies, ref, self),
      () => ({ outcome: 'succeeded', detail: `the job ended: ${ref.status}` }),
    );
}

async function commit(
  { store, measureJob }: Dependencies,
  ref: PreflightConcludeRef,
  self: RunningStep,
): Promise<void> {
  const { jobId, organizationId, status, code, message } = ref;
  const job = await store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const changed = { status, updated_at: now, last_event_id: eventId };
    const ended = await store.models.jobs
      .findOneAndUpdate(
        { _id: jobId, organization_id: organizationId, ended_at: null },
        { $set: { ...changed, ended_at: now, result: { code, message } }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    // A repeated attempt whose first one went through, or a job that was settled without its workflow.
    if (!ended) return null;
    await store.models.plans.updateOne(
      { job_id: jobId, status: 'preparing' },
      { $set: changed, $inc: { revision: 1 } },
      { session },
    );
    const what = { operation: auditOperationOf(ended.operation), status: 'failed', code, change: message } as const;
    await recordEffect(store, session, bulkAuditEntryOf(ended, what), eventId);
    await endTimeline(store, session, { jobId }, self, now);
    return ended;
  });
  if (!job?.ended_at) return;
  measureJob(job.operation, job.status, (job.ended_at.getTime() - job.created_at.getTime()) / 1000);
}
