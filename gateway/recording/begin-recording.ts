/** Writes down that a session is recorded, with a key of its own that only the vault can give back. */

import { type RecordingKind, terminalSide } from '../../domain/recording.ts';
import { headerLine } from '../../store/recordings/cast-line.ts';
import { newDataKey, type RecordingRef } from '../../store/recordings/data-key.ts';
import type { Store } from '../../store/store.ts';
import type { InboxPublicJwk } from '../../store/vault/seal-for-vault.ts';

export interface NewRecording extends RecordingRef {
  /** Where the session lies. */
  readonly scopeId: number;
  readonly resourceId: number;
  /** Who writes. */
  readonly gatewayId: string;
  readonly kind: RecordingKind;
  /** Whether what is typed is kept, passwords among it. */
  readonly hasInput: boolean;
  readonly terminal: RecordedTerminal;
}

export interface RecordedTerminal {
  readonly cols: number;
  readonly rows: number;
  /** As the client says it; null where it says nothing. */
  readonly term: string | null;
}

/** What terminals are called; a client may send anything. */
const TERM = /^[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}$/;

/** @returns the key in the clear, and the first line of the cast. */
export async function beginRecording(
  store: Store,
  inboxKey: InboxPublicJwk,
  recording: NewRecording,
): Promise<{ readonly key: Buffer; readonly header: string }> {
  const { organizationId, sessionId, scopeId, resourceId, gatewayId, kind, hasInput, terminal } = recording;
  const { key, sealed } = await newDataKey(inboxKey, recording);
  const startedAt = new Date();
  try {
    await store.models.recordings.create({
      _id: sessionId,
      organization_id: organizationId,
      scope_id: scopeId,
      resource_id: resourceId,
      kind,
      has_input: hasInput,
      data_key: sealed,
      gateway_id: gatewayId,
      state: 'recording',
      started_at: startedAt,
    });
  } catch (error) {
    key.fill(0);
    throw error;
  }
  const header = headerLine({
    width: terminalSide(terminal.cols),
    height: terminalSide(terminal.rows),
    startedAt,
    term: terminal.term !== null && TERM.test(terminal.term) ? terminal.term : null,
    title: sessionId,
  });
  return { key, header };
}
