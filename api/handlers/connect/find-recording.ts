/** Finds the recording of a session. */

import type { ClientSession } from 'mongoose';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { RecordingDocument } from '../../../store/models/recording.ts';
import type { Store } from '../../../store/store.ts';
import { requireFound } from '../found.ts';

/** @throws CapstanError `not_found`. */
export async function findRecording(
  { models }: Store,
  { _id, organization_id }: ConnectSessionDocument,
  within?: ClientSession,
): Promise<RecordingDocument> {
  const found = await models.recordings
    .findOne({ _id, organization_id }, { data_key: 0 }, within ? { session: within } : {})
    .lean<RecordingDocument>();
  return requireFound(found);
}
