/** Moves a request for consent, as the transaction has read it, to its next revision. */

import type { ClientSession } from 'mongoose';
import type { Moment } from '../end-unbegun-job.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { Store } from '../store.ts';

export async function reviseApproval(
  { models }: Store,
  session: ClientSession,
  { _id, revision }: ApprovalDocument,
  fields: Partial<ApprovalDocument>,
  { now, eventId }: Moment,
): Promise<ApprovalDocument> {
  const revised = await models.approvals
    .findOneAndUpdate(
      { _id, revision },
      { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<ApprovalDocument>();
  // The snapshot has it: another change would have been a conflict of writes, after which all this is run again.
  if (!revised) throw new Error(`approval ${_id} is not what it was`);
  return revised;
}
