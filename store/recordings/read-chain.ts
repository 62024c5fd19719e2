/** Reads the chunks of a recording one after another, and looks at each whether it is the one that was written there. */

import { isDeepStrictEqual } from 'node:util';
import { EMPTY_HEAD, type RecordingHead } from '../../domain/recording.ts';
import type { RecordingChunkDocument, RecordingDocument } from '../models/recording.ts';
import type { Store } from '../store.ts';
import { checkHash, openChunk } from './chunk.ts';
import { chunksOf } from './collections.ts';
import type { RecordingRef } from './data-key.ts';
import { RecordingFault } from './recording-fault.ts';

/** Of up to some 64 KiB each. */
const CHUNKS_AT_ONCE = 8;

type Described = Pick<RecordingDocument, '_id' | 'organization_id' | 'state' | 'head'>;

export interface ReadOptions {
  /** Opens what is read; null: only the chain is looked at, which takes no key. */
  readonly key: Uint8Array | null;
  /** Heads that are known from elsewhere, such as records of the ledger: the chain must have gone through each. */
  readonly heads?: readonly RecordingHead[];
}

export interface ReadChunk {
  /** Its lines, each with its newline; the first of them is the header. null without a key. */
  readonly lines: Buffer | null;
  /** Of the chain up to here. */
  readonly head: RecordingHead;
}

/**
 * Each chunk as soon as it is found to be whole, so the last ones may come before an error does. Of a recording that has
 * ended the end is looked at as well; one that is being made is read as far as it is stored.
 * @throws RecordingFault where it is not as it was written. Without a key that is told by `heads` and the document alone.
 */
export async function* readChain(
  store: Store,
  recording: Described,
  { key, heads = [] }: ReadOptions,
): AsyncGenerator<ReadChunk> {
  const ref = { organizationId: recording.organization_id, sessionId: recording._id };
  const expected = recording.head ? [...heads, recording.head] : heads;
  let head = EMPTY_HEAD;
  let isClosed = false;
  for await (const chunk of storedChunks(store, recording._id)) {
    if (chunk.is_fence) break;
    if (isClosed) throw new RecordingFault('tail_added', chunk.seq);
    head = goOn(ref, head, chunk);
    requireHead(expected, head);
    const lines = key ? await openChunk(key, ref, chunk) : null;
    isClosed = chunk.is_last;
    yield { lines, head };
  }
  requireEnd(recording, expected, head, isClosed);
}

function goOn(ref: RecordingRef, head: RecordingHead, chunk: RecordingChunkDocument): RecordingHead {
  if (chunk.seq !== head.chunks) throw new RecordingFault('chunk_missing', head.chunks);
  checkHash(ref, chunk);
  if (chunk.previous !== head.head_hash) throw new RecordingFault('chain_broken', chunk.seq);
  const { events, bytes, hash } = chunk;
  return {
    chunks: head.chunks + 1,
    events: head.events + events,
    bytes: head.bytes + bytes,
    head_hash: hash,
  };
}

function requireHead(expected: readonly RecordingHead[], { chunks, events, bytes, head_hash }: RecordingHead): void {
  for (const one of expected) {
    if (one.chunks !== chunks) continue;
    const told = { chunks, events: one.events, bytes: one.bytes, head_hash: one.head_hash };
    if (!isDeepStrictEqual(told, { chunks, events, bytes, head_hash })) {
      throw new RecordingFault('chunk_altered', chunks - 1);
    }
  }
}

function requireEnd(
  { state, head: final }: Described,
  expected: readonly RecordingHead[],
  { chunks }: RecordingHead,
  isClosed: boolean,
): void {
  // What a writer has closed says so in its last chunk, whatever is known from elsewhere.
  const isCut = expected.some((one) => one.chunks > chunks) || (state === 'complete' && !isClosed);
  if (isCut) throw new RecordingFault('tail_cut', chunks);
  if (final && final.chunks < chunks) throw new RecordingFault('tail_added', final.chunks);
}

function storedChunks(store: Store, sessionId: string): AsyncIterable<RecordingChunkDocument> {
  return chunksOf(store).find({ session_id: sessionId }).sort({ seq: 1 }).batchSize(CHUNKS_AT_ONCE);
}

/**
 * Reads all of it and keeps nothing.
 * @returns the head of the whole.
 * @throws RecordingFault as {@link readChain} does.
 */
export async function verifyRecording(
  store: Store,
  recording: Described,
  options: ReadOptions,
): Promise<RecordingHead> {
  let head = EMPTY_HEAD;
  for await (const read of readChain(store, recording, options)) head = read.head;
  return head;
}
