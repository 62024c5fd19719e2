/** Moves a retrieval on, as a transaction has read it. */

import type { ClientSession } from 'mongoose';
import type { Moment } from '../end-unbegun-job.ts';
import type { RetrievalDocument } from '../models/retrieval.ts';
import type { Store } from '../store.ts';

/** @throws Error where another change came first: the transaction runs again, or its caller does. */
export async function reviseRetrieval(
  store: Store,
  session: ClientSession,
  { _id, revision }: Pick<RetrievalDocument, '_id' | 'revision'>,
  fields: Partial<RetrievalDocument>,
  { now, eventId }: Moment,
): Promise<RetrievalDocument> {
  const revised = await store.models.retrievals
    .findOneAndUpdate(
      { _id, revision },
      { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<RetrievalDocument>();
  if (!revised) throw new Error(`retrieval ${_id} is not what it was`);
  return revised;
}
