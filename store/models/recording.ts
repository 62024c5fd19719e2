/** Recordings of sessions, and the chunks that they are made of. */

import type { Connection, mongo } from 'mongoose';
import type { RecordingHead, RecordingKind, RecordingState } from '../../domain/recording.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel } from './define-model.ts';

export interface RecordingDocument {
  /** Public id of its session: `acs_` and a ULID. */
  readonly _id: string;
  readonly organization_id: number;
  /** Where its session lies. */
  readonly scope_id: number;
  readonly resource_id: number;
  readonly kind: RecordingKind;
  /** Whether what was typed is in it. */
  readonly has_input: boolean;
  /** The key of its chunks, base64url; opens for this recording only. */
  readonly data_key: SealedSecret;
  /** Who writes it. */
  readonly gateway_id: string;
  readonly state: RecordingState;
  readonly started_at: Date;
  /** These three are null while `state` is `recording`. */
  readonly head: RecordingHead | null;
  readonly ended_at: Date | null;
  readonly end_reason: string | null;
}

export interface RecordingChunkDocument {
  /** `<session>:<seq>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly session_id: string;
  /** From 0, without gaps. */
  readonly seq: number;
  /** Whether the writer has closed the recording with it. */
  readonly is_last: boolean;
  /** Hash of the chunk before it. */
  readonly previous: string;
  readonly hash: string;
  /** gzip of whole lines, encrypted, with the tag at its end. */
  readonly body: mongo.Binary;
  /** Lines in it, without the header. */
  readonly events: number;
  /** Of its lines. */
  readonly bytes: number;
  readonly written_at: Date;
  /** Holds nothing: it keeps a writer that was given up from going on. No chunk follows it. */
  readonly is_fence: boolean;
}

export function recordingModels(connection: Connection) {
  return {
    recordings: defineModel<RecordingDocument>(
      connection,
      'recordings',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        kind: { type: String, required: true },
        has_input: { type: Boolean, required: true },
        data_key: { type: Object, required: true },
        gateway_id: { type: String, required: true },
        state: { type: String, required: true },
        started_at: { type: Date, required: true },
        head: { type: Object, default: null },
        ended_at: { type: Date, default: null },
        end_reason: { type: String, default: null },
      },
      [],
    ),
    recordingChunks: defineModel<RecordingChunkDocument>(
      connection,
      'recording_chunks',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        session_id: { type: String, required: true },
        seq: { type: Number, required: true },
        is_last: { type: Boolean, required: true },
        previous: { type: String, required: true },
        hash: { type: String, required: true },
        body: { type: Buffer, required: true },
        events: { type: Number, required: true },
        bytes: { type: Number, required: true },
        written_at: { type: Date, required: true },
        is_fence: { type: Boolean, required: true },
      },
      [{ keys: { session_id: 1, seq: 1 }, options: { unique: true } }],
    ),
  };
}
