/** A job that is canceled while it waits for consent takes its request along. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { recordEffect } from '../audit-log.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { approvalAuditEntryOf } from './approval-audit.ts';
import { tellTurn } from './tell-turn.ts';

/**
 * Cancels the pending request for consent of `job`, where it has one, within the transaction that cancels the job. A
 * review stays: what was done without consent is looked at, canceled or not.
 * @param eventId of the record that says the job was canceled.
 */
export async function cancelApprovalOfJob(
  store: Store,
  session: ClientSession,
  job: Pick<JobDocument, '_id' | 'organization_id' | 'approval_id'>,
  actor: AuditActor,
  eventId: string,
  now: Date,
): Promise<void> {
  if (typeof job.approval_id !== 'number') return;
  const approval = await store.models.approvals
    .findOneAndUpdate(
      { _id: job.approval_id, organization_id: job.organization_id, kind: 'consent', status: 'pending' },
      {
        $set: {
          status: 'canceled',
          ended_by: actor,
          ended_at: now,
          // Its workflow waits, and is told by whoever looks after the outbox.
          dispatch: 'accepted',
          dispatch_due_at: now,
          updated_at: now,
          last_event_id: eventId,
        },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    )
    .lean<ApprovalDocument>();
  if (!approval) return;
  const entry = approvalAuditEntryOf(approval, {
    operation: 'approval.withdraw',
    actor,
    permission: 'job:cancel',
    reason: null,
    change: `job ${job._id} was canceled`,
  });
  await recordEffect(store, session, entry);
  await tellTurn(store, session, approval, 'withdrawn', 'api', `job ${job._id} was canceled`);
}
