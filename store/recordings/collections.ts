/** The driver's own collection of chunks: they are batches of bytes, past the cost of documents. */

import type { mongo } from 'mongoose';
import type { RecordingChunkDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';

export function chunksOf(store: Store): mongo.Collection<RecordingChunkDocument> {
  return store.connection.getClient().db().collection<RecordingChunkDocument>('recording_chunks');
}
