/** Recordings of sessions: their states, what an event of one is, and what is told of a chain of chunks. */

/**
 * `recording`: its writer is at work, or has gone and nobody has noticed yet. `complete`: closed by its writer.
 * `interrupted`: its writer has gone; it is whole up to the last chunk that was stored.
 */
export const RECORDING_STATES = ['recording', 'complete', 'interrupted'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

/** `sql`: statements and their outcomes, written as events that a terminal's player shows. */
export const RECORDING_KINDS = ['terminal', 'sql'] as const;
export type RecordingKind = (typeof RECORDING_KINDS)[number];

/** Codes of asciicast v2: what the target has sent, what was typed, a new size (`80x24`), and a marker with its label. */
export const EVENT_CODES = ['o', 'i', 'r', 'm'] as const;
export type EventCode = (typeof EVENT_CODES)[number];

export interface RecordedEvent {
  /** Seconds since the recording began; never less than that of the event before. */
  readonly time: number;
  readonly code: EventCode;
  readonly data: string;
}

/** How long a chain is, and the hash that stands for all of it. An earlier head of a chain stays true for its beginning. */
export interface RecordingHead {
  readonly chunks: number;
  /** Lines, without the header. */
  readonly events: number;
  /** Of the cast as it is exported: UTF-8, with the header. */
  readonly bytes: number;
  /** SHA-256 of the last chunk, hexadecimal; {@link NO_CHUNK} where there is none. */
  readonly head_hash: string;
}

/** What the first chunk names as the hash of the one before it. */
export const NO_CHUNK = '0'.repeat(64);

export const EMPTY_HEAD: RecordingHead = { chunks: 0, events: 0, bytes: 0, head_hash: NO_CHUNK };

/** Reason of the end that nobody gives: the writer was killed, or lost its lease. */
export const INTERRUPTED = 'interrupted';

/** Terminals are no larger; what is asked for beyond that is recorded as the largest. */
const MAX_TERMINAL_SIDE = 1_000;

/** A number of rows or columns that every player can lay out. */
export function terminalSide(asked: number): number {
  return Number.isFinite(asked) ? Math.min(Math.max(Math.trunc(asked), 1), MAX_TERMINAL_SIDE) : 1;
}
