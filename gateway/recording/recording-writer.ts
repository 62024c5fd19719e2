/** Writes the recording of a session while it lives. What cannot be recorded is not to happen. */

import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type RecordedEvent, type RecordingHead, terminalSide } from '../../domain/recording.ts';
import { isConnectionLost } from '../../store/database-error.ts';
import { eventLine } from '../../store/recordings/cast-line.ts';
import { type EndedRecording, endRecording, type WithTheEnd } from '../../store/recordings/end-recording.ts';
import type { Store } from '../../store/store.ts';
import type { InboxPublicJwk } from '../../store/vault/seal-for-vault.ts';
import { beginRecording, type NewRecording } from './begin-recording.ts';
import { CastEvents } from './cast-events.ts';
import { ChunkChain } from './chunk-chain.ts';
import { ChunkPacer, type RecordingListener } from './chunk-pacer.ts';
import { RECORDING_LIMITS, type RecordingLimits } from './recording-limits.ts';

const RETRY_MS = 100;

/**
 * Events become lines of an asciicast v2, lines become chunks, and those are stored one after another. All that takes
 * events answers whether to go on at once: after `false` the session waits until its listener is told to `resume`, or
 * that the recording has `failed`.
 */
export class RecordingWriter {
  readonly #store: Store;
  readonly #recording: NewRecording;
  readonly #chain: ChunkChain;
  readonly #pacer: ChunkPacer;
  readonly #events: CastEvents;
  #closing: Promise<EndedRecording> | undefined;

  private constructor(store: Store, recording: NewRecording, chain: ChunkChain, pacer: ChunkPacer) {
    this.#store = store;
    this.#recording = recording;
    this.#chain = chain;
    this.#pacer = pacer;
    const beganAt = performance.now();
    this.#events = new CastEvents(() => performance.now() - beganAt);
  }

  /**
   * Writes down that the session is recorded from now on.
   * @param inboxKey of the vault, which alone can open the recording afterwards.
   * @throws VaultError for a key or an id that cannot serve; what MongoDB's driver throws where it is away, or where the
   *   session is recorded already.
   */
  static async open(
    store: Store,
    inboxKey: InboxPublicJwk,
    recording: NewRecording,
    listener: RecordingListener,
    limits: Partial<RecordingLimits> = {},
  ): Promise<RecordingWriter> {
    const { key, header } = await beginRecording(store, inboxKey, recording);
    const chain = new ChunkChain(store, recording, key);
    const pacer = new ChunkPacer(chain, listener, { ...RECORDING_LIMITS, ...limits });
    const writer = new RecordingWriter(store, recording, chain, pacer);
    pacer.add([header], false);
    return writer;
  }

  /** Whether the session has to wait. */
  get isPaused(): boolean {
    return this.#pacer.isPaused;
  }

  /** Bytes that are not stored. */
  get backlog(): number {
    return this.#pacer.backlog;
  }

  /** What the target has sent. Channels of a session are decoded apart from each other. */
  output(bytes: Uint8Array, channel = 0): boolean {
    return this.#add(this.#events.bytes('o', bytes, channel));
  }

  /** What was typed; not kept unless the recording is one with input. */
  input(bytes: Uint8Array, channel = 0): boolean {
    return this.#add(this.#recording.hasInput ? this.#events.bytes('i', bytes, channel) : []);
  }

  /** A new size of the terminal. */
  resize(cols: number, rows: number): boolean {
    return this.#add(this.#events.text('r', `${terminalSide(cols)}x${terminalSide(rows)}`));
  }

  /** A place to be found again: a file that was sent, a channel that was opened. A very long one becomes several. */
  marker(label: string): boolean {
    return this.#add(this.#events.text('m', label));
  }

  /** Text of our own, for players to show. */
  shownText(text: string): boolean {
    return this.#add(this.#events.text('o', text));
  }

  /** Nothing more comes through the channel: what it has left is written, such as half a character. */
  endChannel(channel: number): boolean {
    return this.#add(this.#events.endChannel(channel));
  }

  /** The head of what is stored now, for records of the ledger on the way: it stays true for the chain's beginning. */
  checkpoint(): RecordingHead {
    return this.#chain.head;
  }

  /**
   * Resolves when all that was written before is stored: what must be recorded before it happens waits for it.
   * @throws RecordingFailed
   */
  stored(): Promise<void> {
    return this.#pacer.stored();
  }

  /**
   * Writes the last chunk and ends the recording as `complete`. A second call answers what the first one does. Nothing is
   * recorded from now on.
   * @param reason of the session's end, in a code or in words; it is the recording's last marker.
   * @param together belongs into the transaction that ends it. It may run more than once, or not at all where somebody
   *   else has ended the recording.
   * @throws RecordingFailed where that cannot be written in time, or it had failed before: what is stored stays, and
   *   `completeOrphan` ends it.
   */
  close(reason: string, together?: WithTheEnd): Promise<EndedRecording> {
    this.#closing ??= this.#close(reason, together);
    return this.#closing;
  }

  async #close(reason: string, together?: WithTheEnd): Promise<EndedRecording> {
    try {
      const last = [...this.#events.endChannel(), ...this.#events.text('m', `end: ${reason}`)];
      await this.#pacer.addLast(last.map(eventLine));
      const { organizationId: organization_id, sessionId: session_id } = this.#recording;
      const end = { session_id, organization_id, state: 'complete', ended_at: new Date(), end_reason: reason } as const;
      const asked = { ...this.#chain.head, ...end };
      return await this.#pacer.watch(this.#end(asked, together));
    } finally {
      this.#pacer.dispose();
    }
  }

  /** Tries again until somebody has ended it, or the pacer has given up. */
  async #end(asked: EndedRecording, together?: WithTheEnd): Promise<EndedRecording> {
    for (;;) {
      try {
        return (await endRecording(this.#store, asked, together)).ended;
      } catch (error) {
        if (this.#pacer.failure || !isConnectionLost(error)) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  #add(events: readonly RecordedEvent[]): boolean {
    return this.#pacer.add(events.map(eventLine));
  }
}
