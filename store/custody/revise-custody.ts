/** Moves a custody on, as a transaction has read it. */

import type { ClientSession } from 'mongoose';
import type { Moment } from '../end-unbegun-job.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { Store } from '../store.ts';

/** @throws Error where another change came first: the transaction runs again, or its caller does. */
export async function reviseCustody(
  store: Store,
  session: ClientSession,
  { _id, revision }: Pick<CustodyDocument, '_id' | 'revision'>,
  fields: Partial<CustodyDocument>,
  { now, eventId }: Moment,
): Promise<CustodyDocument> {
  const revised = await store.models.custodies
    .findOneAndUpdate(
      { _id, revision },
      { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<CustodyDocument>();
  if (!revised) throw new Error(`custody ${_id} is not what it was`);
  return revised;
}
