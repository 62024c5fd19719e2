/** One chunk of a recording: compressed, encrypted, and bound to its place in the chain. */

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { binaryOf, storedBytes } from '../ledger/bytes.ts';
import type { RecordingChunkDocument } from '../models/recording.ts';
import type { RecordingRef } from './data-key.ts';
import { RecordingFault } from './recording-fault.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const NEWLINE = 0x0a;
/** Far above what a writer puts into one: what unpacks to more was not written by it. */
const MAX_UNPACKED_BYTES = 4 << 20;

const compress = promisify(gzip);
const unpack = promisify(gunzip);

/** Where a chunk stands. */
interface ChunkPlace extends RecordingRef {
  readonly seq: number;
  readonly isLast: boolean;
  /** Hash of the chunk before it, hexadecimal. */
  readonly previous: string;
}

/** What goes into a chunk: whole lines of a cast, with their newlines. */
export interface ChunkContent {
  readonly lines: Buffer;
  /** How many lines, without the header. */
  readonly events: number;
}

/** The text that a chunk is authenticated with. Every part has one spelling, and none can hold the separator. */
function placeBytes({ organizationId, sessionId, seq, isLast, previous }: ChunkPlace): Buffer {
  const parts = [`organization=${organizationId}`, `session=${sessionId}`, `seq=${seq}`, `last=${isLast ? 1 : 0}`];
  return Buffer.from(`capstan/recording/1;${parts.join(';')};previous=${previous}`);
}

/** A key serves one recording and a sequence number one chunk of it, so none comes twice; a chunk is encrypted once and sent as often as need be. */
function nonceOf(seq: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(seq, NONCE_BYTES - 6, 6);
  return nonce;
}

/** SHA-256 over the length of the place, the place, and the stored bytes: it can be checked without the key. */
function hashOf(place: Buffer, body: Uint8Array): string {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(place.length);
  return createHash('sha256').update(length).update(place).update(body).digest('hex');
}

export function chunkId(sessionId: string, seq: number): string {
  return `${sessionId}:${seq}`;
}

/** @param key of the recording; is not looked at any more once the call has returned. @returns the chunk as it is stored. */
export async function sealChunk(
  key: Uint8Array,
  place: ChunkPlace,
  { lines, events }: ChunkContent,
): Promise<RecordingChunkDocument> {
  const aad = placeBytes(place);
  const cipher = createCipheriv(CIPHER, key, nonceOf(place.seq)).setAAD(aad);
  const body = Buffer.concat([cipher.update(await compress(lines)), cipher.final(), cipher.getAuthTag()]);
  const { organizationId, sessionId, seq, isLast, previous } = place;
  return {
    _id: chunkId(sessionId, seq),
    organization_id: organizationId,
    session_id: sessionId,
    seq,
    is_last: isLast,
    previous,
    hash: hashOf(aad, body),
    body: binaryOf(body),
    events,
    bytes: lines.length,
    written_at: new Date(),
    is_fence: false,
  };
}

/** @throws RecordingFault `chunk_altered` where its hash is not that of its bytes in this place. */
export function checkHash(recording: RecordingRef, chunk: RecordingChunkDocument): void {
  const { seq, is_last, previous, hash } = chunk;
  const body = storedBytes(chunk.body);
  const place = placeBytes({ ...recording, seq, isLast: is_last, previous });
  if (!body || body.length <= TAG_BYTES || hashOf(place, body) !== hash) throw new RecordingFault('chunk_altered', seq);
}

/**
 * @returns its lines.
 * @throws RecordingFault `chunk_altered` where it does not open in this place, or what is said of it is not so.
 */
export async function openChunk(
  key: Uint8Array,
  recording: RecordingRef,
  chunk: RecordingChunkDocument,
): Promise<Buffer> {
  const { seq, is_last, previous, events, bytes } = chunk;
  const lines = await decrypt(key, { ...recording, seq, isLast: is_last, previous }, storedBytes(chunk.body));
  // The header is a line, and no event.
  const expected = seq === 0 ? events + 1 : events;
  if (lines === null || lines.length !== bytes || countLines(lines) !== expected) {
    throw new RecordingFault('chunk_altered', seq);
  }
  return lines;
}

async function decrypt(key: Uint8Array, place: ChunkPlace, body: Buffer | null): Promise<Buffer | null> {
  if (!body || body.length <= TAG_BYTES) return null;
  const end = body.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, nonceOf(place.seq), { authTagLength: TAG_BYTES })
      .setAAD(placeBytes(place))
      .setAuthTag(body.subarray(end));
    const packed = Buffer.concat([decipher.update(body.subarray(0, end)), decipher.final()]);
    return await unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    // Every reason is told as the same one: it was not written like that.
    return null;
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
