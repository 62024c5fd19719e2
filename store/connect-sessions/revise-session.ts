/** Moves a session on, as a transaction has read it. */

import type { ClientSession } from 'mongoose';
import type { Moment } from '../end-unbegun-job.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { Store } from '../store.ts';

/** @throws Error where another change came first: the transaction runs again, or its caller does. */
export async function reviseSession(
  store: Store,
  session: ClientSession,
  { _id, revision }: Pick<ConnectSessionDocument, '_id' | 'revision'>,
  fields: Partial<ConnectSessionDocument>,
  { now, eventId }: Moment,
): Promise<ConnectSessionDocument> {
  const revised = await store.models.connectSessions
    .findOneAndUpdate(
      { _id, revision },
      { $set: { ...fields, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<ConnectSessionDocument>();
  if (!revised) throw new Error(`session ${_id} is not what it was`);
  return revised;
}

/** @throws Error where there is none. */
export async function readSession(store: Store, session: ClientSession, _id: string): Promise<ConnectSessionDocument> {
  const found = await store.models.connectSessions.findById(_id, null, { session }).lean<ConnectSessionDocument>();
  if (!found) throw new Error(`there is no session ${_id}`);
  return found;
}
