/** Finishes recordings whose writer has gone: they end as `interrupted`, whole up to the last chunk that was stored. */

import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_HEAD, INTERRUPTED, type RecordingHead } from '../../domain/recording.ts';
import { isConnectionLost } from '../database-error.ts';
import { isDuplicateKey } from '../duplicate-key.ts';
import { binaryOf } from '../ledger/bytes.ts';
import type { RecordingChunkDocument, RecordingDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';
import { chunkId } from './chunk.ts';
import { chunksOf } from './collections.ts';
import { type EndedRecording, endRecording, type WithTheEnd } from './end-recording.ts';

export type OpenRecording = Pick<RecordingDocument, '_id' | 'organization_id' | 'gateway_id' | 'started_at'>;

type ChainLink = Omit<RecordingChunkDocument, 'body'>;

const RETRY_MS = 20;
/** A writer adds a chunk a second, some more where much comes at once: one that outruns us as often is no orphan. */
const MAX_TRIES = 100;

/**
 * Looks at all recordings that are being made. Harmless to repeat, to cut off, and to run in several processes at once:
 * each recording is ended once, with one head.
 * @param isOrphan whether nobody writes it any more: its gateway's lease has lapsed, or its session has ended. To be wrong
 *   costs the writer its recording, and so the session its life, but never the recording its truth.
 * @param together runs in the transaction that ends it.
 * @returns those that this call has ended.
 * @throws AggregateError where some could not be ended, once it was tried with all; what MongoDB's driver throws where it is away.
 */
export async function completeOrphans(
  store: Store,
  isOrphan: (recording: OpenRecording) => Promise<boolean>,
  together?: WithTheEnd,
): Promise<readonly EndedRecording[]> {
  const open = await store.models.recordings
    .find({ state: 'recording' }, { organization_id: 1, gateway_id: 1, started_at: 1 })
    .lean<OpenRecording[]>();
  const ended: EndedRecording[] = [];
  const failures: unknown[] = [];
  for (const recording of open) {
    try {
      if (!(await isOrphan(recording))) continue;
      const result = await complete(store, recording, together);
      if (result.isOurs) ended.push(result.ended);
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} recordings could not be ended`);
  return ended;
}

/** Ends one recording as interrupted. */
async function complete(store: Store, recording: OpenRecording, together?: WithTheEnd) {
  const { head, lastAt } = await fenceOff(store, recording);
  const end = { state: 'interrupted', ended_at: lastAt ?? recording.started_at, end_reason: INTERRUPTED } as const;
  const { _id: session_id, organization_id } = recording;
  return endRecording(store, { ...head, session_id, organization_id, ...end }, together);
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
