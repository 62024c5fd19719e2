/** Ends a recording in the store, once, whoever is the first to do it. */

import type { ClientSession } from 'mongoose';
import type { RecordingHead, RecordingState } from '../../domain/recording.ts';
import type { RecordingDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';

export interface EndedRecording extends RecordingHead {
  readonly session_id: string;
  readonly organization_id: number;
  readonly state: Exclude<RecordingState, 'recording'>;
  readonly ended_at: Date;
  readonly end_reason: string;
}

/** What belongs into the same transaction, such as the audit record with the head. It may run more than once. */
export type WithTheEnd = (session: ClientSession, ended: EndedRecording) => Promise<void>;

/**
 * @returns how it has ended: as asked for, or as somebody else has ended it before; `isOurs` tells which.
 * @throws Error where there is no such recording.
 */
export async function endRecording(
  store: Store,
  asked: EndedRecording,
  together?: WithTheEnd,
): Promise<{ readonly ended: EndedRecording; readonly isOurs: boolean }> {
  const { session_id, organization_id, state, ended_at, end_reason, ...head } = asked;
  const own = { _id: session_id, organization_id };
  const isOurs = await store.transaction(async (session) => {
    const { modifiedCount } = await store.models.recordings.updateOne(
      { ...own, state: 'recording' },
      { $set: { state, head, ended_at, end_reason } },
      { session },
    );
    if (modifiedCount === 1) await together?.(session, asked);
    return modifiedCount === 1;
  });
  if (isOurs) return { ended: asked, isOurs };
  const found = await store.models.recordings.findOne(own).lean<RecordingDocument>();
  const ended = found && endOf(found);
  if (!ended) throw new Error(`there is no recording of session ${session_id} that could have ended`);
  return { ended, isOurs };
}

/** null while it is being made. */
function endOf({ _id, organization_id, state, head, ended_at, end_reason }: RecordingDocument): EndedRecording | null {
  if (state === 'recording' || !head || !ended_at || end_reason === null) return null;
  return { ...head, session_id: _id, organization_id, state, ended_at, end_reason };
}
