/** Step `begin` of a ledger job: moves it to `running`. */

import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, ledgerAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Stamped } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordedStep } from '../timeline.ts';
import type { LedgerBeginResult, LedgerStepRef } from './contract.ts';

export function beginLedgerJob(dependencies: Dependencies) {
  return (ref: LedgerStepRef): Promise<Stamped<LedgerBeginResult>> =>
    recordedStep(
      dependencies,
      ref,
      'begin',
      () => start(dependencies, ref),
      ({ state }) => ({
        outcome: 'succeeded',
        ...(state === 'over' ? { detail: 'the job was over before it began' } : {}),
      }),
    );
}

async function start({ store }: Dependencies, ref: LedgerStepRef): Promise<LedgerBeginResult> {
  const begun = await store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const job = await store.models.jobs
      .findOneAndUpdate(
        { _id: ref.jobId, organization_id: ref.organizationId, status: 'queued' },
        {
          $set: { status: 'running', started_at: now, updated_at: now, last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!job) {
      // Begun by an attempt whose answer was lost, or canceled just now.
      return (await store.models.jobs.exists({ _id: ref.jobId, status: 'running' }).session(session)) !== null;
    }
    const operation = `${auditOperationOf(job.operation)}.begin`;
    await recordEffect(store, session, ledgerAuditEntryOf(job, { operation, status: 'succeeded' }), eventId);
    return true;
  });
  return { state: begun ? 'ready' : 'over' };
}
