/** The end of a job by a plan, once none of its items is open: job and audit record in one transaction. */

import type { BulkCounts } from '../../domain/bulk.ts';
import { jobStatusOf } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { forgetAttempts } from '../../store/batch-leases.ts';
import { countItems } from '../../store/bulk-counts.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { forgetPlanWaits } from '../../store/place-waits.ts';
import type { Dependencies } from '../dependencies.ts';
import type { BulkJob } from './bulk-job.ts';

export async function concludeBulk({ store, measureJob }: Dependencies, job: BulkJob): Promise<void> {
  const counts = await countItems(store, job._id);
  if (counts.queued > 0) throw new Error(`job ${job._id} has ${counts.queued} open items, and cannot end`);
  const statuses = (['succeeded', 'failed', 'unknown', 'canceled'] as const).filter((status) => counts[status] > 0);
  // With no item at all nothing has gone wrong.
  const status = statuses.length === 0 ? 'succeeded' : jobStatusOf(statuses);
  const ended = await store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    const ended = await store.models.jobs
      .findOneAndUpdate(
        { _id: job._id, ended_at: null },
        {
          $set: {
            status,
            'bulk.counts': counts,
            'bulk.waiting_until': null,
            ended_at: now,
            updated_at: now,
            last_event_id: eventId,
          },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<JobDocument>();
    if (!ended) return null;
    const what = {
      operation: auditOperationOf(job.operation),
      status: status === 'succeeded' ? 'succeeded' : 'failed',
      ...(status === 'succeeded' ? {} : { code: status }),
      change: inWords(counts),
    } as const;
    await recordEffect(store, session, bulkAuditEntryOf(ended, what), eventId);
    return ended;
  });
  await forgetAttempts(store, job._id);
  await forgetPlanWaits(store, job._id);
  if (!ended?.ended_at) return;
  measureJob(ended.operation, ended.status, (ended.ended_at.getTime() - ended.created_at.getTime()) / 1000);
}

function inWords({ succeeded, failed, unknown, canceled }: BulkCounts): string {
  return `${succeeded} succeeded, ${failed} failed, ${unknown} unknown, ${canceled} canceled`;
}
