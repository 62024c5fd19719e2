/** A job by a plan that is to pause, and then stands still: what its document and its records say of both. */

import type { BulkPause } from '../../domain/bulk.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';
import type { BulkJob } from './bulk-job.ts';

export const REQUESTED = { kind: 'requested', detail: 'somebody has asked for it' } as const satisfies BulkPause;

/** Whoever finds it first writes it, with its record; the job is `paused` once nothing is in flight any more. */
export async function notePause(
  { store, operationalLog }: Dependencies,
  job: BulkJob,
  pause: BulkPause,
): Promise<void> {
  const noted = await store.transaction(async (session) => {
    const eventId = newEventId();
    const paused = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, ended_at: null, 'bulk.paused': null },
        {
          $set: { 'bulk.paused': pause, updated_at: new Date(), last_event_id: eventId },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!paused) return false;
    const what = {
      operation: `${auditOperationOf(job.operation)}.pause`,
      status: 'succeeded',
      code: pause.kind,
      change: pause.detail,
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(paused, what), eventId);
    return true;
  });
  if (!noted || pause.kind === 'requested') return;
  operationalLog.add({
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    level: 'warn',
    kind: 'job.step',
    message: `Job ${job._id} has paused by itself: ${pause.detail}`,
    code: pause.kind,
    job_id: job._id,
    step: 'wave',
    correlation_id: job.correlation_id,
  });
}

/** Nothing is under way any more. That it stands still has a record as well: whoever follows the log hears of it. */
export async function notePaused(store: Store, { _id, operation }: BulkJob): Promise<void> {
  await store.transaction(async (session) => {
    const eventId = newEventId();
    // Somebody may have resumed it at this very moment.
    const isStill = { $or: [{ 'bulk.paused': { $ne: null } }, { 'bulk.pause_requested': true }] };
    const paused = await store.models.jobs
      .findOneAndUpdate(
        { _id, status: 'running', ...Object(isStill) },
        { $set: { status: 'paused', updated_at: new Date(), last_event_id: eventId }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!paused) return;
    const { kind, detail } = paused.bulk?.paused ?? REQUESTED;
    const what = { operation: `${auditOperationOf(operation)}.paused`, status: 'succeeded', code: kind } as const;
    const told = { ...what, change: `stands still: ${detail}` };
    await recordEffect(store, session, bulkAuditEntryOf(paused, told), eventId);
  });
}
