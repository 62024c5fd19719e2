/** Finishes a recording whose writer has gone: it ends as `interrupted`, whole up to the last chunk that was stored. */

import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_HEAD, INTERRUPTED, type RecordingHead } from '../../domain/recording.ts';
import { isDuplicateKey } from '../duplicate-key.ts';
import { binaryOf } from '../ledger/bytes.ts';
import type { RecordingChunkDocument, RecordingDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';
import { chunkId } from './chunk.ts';
import { chunksOf } from './collections.ts';
import { type EndedRecording, endRecording, type WithTheEnd } from './end-recording.ts';

type OpenRecording = Pick<RecordingDocument, '_id' | 'organization_id' | 'started_at'>;

type ChainLink = Omit<RecordingChunkDocument, 'body'>;

const RETRY_MS = 20;
/** A writer adds a chunk a second, some more where much comes at once: one that outruns us as often is no orphan. */
const MAX_TRIES = 100;

/**
 * Ends the recording of a session as interrupted, where it is still being made. Harmless to repeat, to cut off, and to run
 * in several processes at once: it is ended once, with one head.
 * Whoever calls it knows that nobody writes it any more: its session has ended, or its gateway's lease has lapsed. To be
 * wrong costs the writer its recording, and so the session its life, but never the recording its truth.
 * @param together runs in the transaction that ends it.
 * @returns null where this call has not ended it: there is none, or it had ended.
 */
export async function completeOrphan(
  store: Store,
  sessionId: string,
  together?: WithTheEnd,
): Promise<EndedRecording | null> {
  const recording = await store.models.recordings
    .findOne({ _id: sessionId, state: 'recording' }, { organization_id: 1, started_at: 1 })
    .lean<OpenRecording>();
  if (!recording) return null;
  const { head, lastAt } = await fenceOff(store, recording);
  const end = { state: 'interrupted', ended_at: lastAt ?? recording.started_at, end_reason: INTERRUPTED } as const;
  const { organization_id } = recording;
  const interrupted = { ...head, session_id: sessionId, organization_id, ...end };
  const { ended, isOurs } = await endRecording(store, interrupted, together);
  return isOurs ? ended : null;
}

interface Chain {
  readonly head: RecordingHead;
  /** When its last chunk was written. */
  readonly lastAt: Date | null;
  readonly isFenced: boolean;
}

/**
 * Takes the place of the chunk that would come next, which the index gives to one alone: either the writer gets it, and
 * its chunk counts, or it finds that it was given up.
 */
async function fenceOff(store: Store, recording: OpenRecording): Promise<Chain> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const chain = await chainOf(store, recording._id);
    if (chain.isFenced) return chain;
    try {
      await chunksOf(store).insertOne(fenceOf(recording, chain.head));
      return chain;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await delay(RETRY_MS);
    }
  }
  throw new Error(`the recording of session ${recording._id} is still being written`);
}

/**
 * As it stands on the primary. What is read here may not be held by a majority yet; but it came before the fence, or
 * before the end of the recording, so where those are held, it is.
 */
async function chainOf(store: Store, sessionId: string): Promise<Chain> {
  let head = EMPTY_HEAD;
  let lastAt: Date | null = null;
  const links = chunksOf(store)
    .find({ session_id: sessionId }, { readConcern: { level: 'local' }, readPreference: 'primary' })
    .project<ChainLink>({ body: 0 })
    .sort({ seq: 1 });
  for await (const { seq, is_fence, events, bytes, hash, written_at } of links) {
    if (seq !== head.chunks) break;
    if (is_fence) return { head, lastAt, isFenced: true };
    head = { chunks: seq + 1, events: head.events + events, bytes: head.bytes + bytes, head_hash: hash };
    lastAt = written_at;
  }
  return { head, lastAt, isFenced: false };
}

function fenceOf(
  { _id, organization_id }: OpenRecording,
  { chunks, head_hash }: RecordingHead,
): RecordingChunkDocument {
  return {
    _id: chunkId(_id, chunks),
    organization_id,
    session_id: _id,
    seq: chunks,
    is_last: false,
    previous: head_hash,
    hash: '',
    body: binaryOf(Buffer.alloc(0)),
    events: 0,
    bytes: 0,
    written_at: new Date(),
    is_fence: true,
  };
}
