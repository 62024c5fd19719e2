/** The end of a recording's chain at which its one writer adds chunks. Holds the data key. */

import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_HEAD, type RecordingHead } from '../../domain/recording.ts';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import type { RecordingChunkDocument } from '../../store/models/recording.ts';
import { type ChunkContent, sealChunk } from '../../store/recordings/chunk.ts';
import { chunksOf } from '../../store/recordings/collections.ts';
import type { RecordingRef } from '../../store/recordings/data-key.ts';
import type { Store } from '../../store/store.ts';
import { RecordingFailed } from './recording-failed.ts';

const RETRY_MS = 100;

export class ChunkChain {
  readonly #store: Store;
  readonly #recording: RecordingRef;
  readonly #key: Buffer;
  readonly #stopped = new AbortController();
  #head: RecordingHead = EMPTY_HEAD;
  #lastError: unknown;

  /** @param key is overwritten when the chain is disposed of. */
  constructor(store: Store, recording: RecordingRef, key: Buffer) {
    this.#store = store;
    this.#recording = recording;
    this.#key = key;
  }

  /** Of what is stored, by a majority. */
  get head(): RecordingHead {
    return this.#head;
  }

  /** What the database has said last, where it has refused. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /**
   * Encrypts it once, and stores it once, however often it takes to get an answer. One call at a time.
   * @throws RecordingFailed `overtaken` where the recording was ended by somebody else.
   */
  async append(content: ChunkContent, isLast: boolean): Promise<void> {
    this.#stopped.signal.throwIfAborted();
    const { chunks: seq, head_hash: previous } = this.#head;
    // The cipher has a copy of the key of its own before anything is waited for.
    const chunk = await sealChunk(this.#key, { ...this.#recording, seq, isLast, previous }, content);
    while (!(await this.#isStored(chunk))) await delay(RETRY_MS, undefined, { signal: this.#stopped.signal });
    const { events, bytes } = this.#head;
    this.#head = {
      chunks: seq + 1,
      events: events + chunk.events,
      bytes: bytes + chunk.bytes,
      head_hash: chunk.hash,
    };
  }

  /** Gives up what is under way, and the key. */
  dispose(): void {
    this.#stopped.abort();
    this.#key.fill(0);
  }

  /**
   * false where that is not certain, and it has to be sent again. For whatever reason: not all that the driver throws where
   * a connection is lost is an error of its own, and how long is tried is not decided here.
   */
  async #isStored(chunk: RecordingChunkDocument): Promise<boolean> {
    try {
      await chunksOf(this.#store).insertOne(chunk);
      return true;
    } catch (error) {
      this.#lastError = error;
      return isDuplicateKey(error) && (await this.#isOwn(chunk));
    }
  }

  /** Its place is taken: by itself, where the answer to an earlier try was lost, or by somebody who has ended the recording. */
  async #isOwn({ _id, hash }: RecordingChunkDocument): Promise<boolean> {
    let found: Pick<RecordingChunkDocument, 'hash'> | null;
    try {
      // As the connection reads: what a majority holds.
      found = await chunksOf(this.#store).findOne({ _id }, { projection: { hash: 1 } });
    } catch (error) {
      this.#lastError = error;
      return false;
    }
    if (found && found.hash !== hash) throw new RecordingFailed('overtaken');
    return found !== null;
  }
}
