/** The recording of a live session, as those see it who pass its bytes: whether to wait, and when to go on. */

import type { EndedRecording, WithTheEnd } from '../../store/recordings/end-recording.ts';
import type { Store } from '../../store/store.ts';
import type { InboxPublicJwk } from '../../store/vault/seal-for-vault.ts';
import type { NewRecording } from '../recording/begin-recording.ts';
import type { RecordingFailed } from '../recording/recording-failed.ts';
import { RecordingWriter } from '../recording/recording-writer.ts';

interface Waiter {
  resolve(): void;
  reject(failure: RecordingFailed): void;
}

export class SessionRecording {
  readonly writer: RecordingWriter;
  readonly #waiters: Set<Waiter>;
  readonly #failure: () => RecordingFailed | undefined;

  private constructor(writer: RecordingWriter, waiters: Set<Waiter>, failure: () => RecordingFailed | undefined) {
    this.writer = writer;
    this.#waiters = waiters;
    this.#failure = failure;
  }

  /**
   * @param onFailure the session has to end; called once at most.
   * @throws VaultError, and what MongoDB's driver throws.
   */
  static async begin(
    store: Store,
    inboxKey: InboxPublicJwk,
    recording: NewRecording,
    onFailure: (failure: RecordingFailed) => void,
  ): Promise<SessionRecording> {
    const waiters = new Set<Waiter>();
    let failed: RecordingFailed | undefined;
    const writer = await RecordingWriter.open(store, inboxKey, recording, {
      pause: () => undefined,
      resume: () => {
        for (const { resolve } of waiters) resolve();
        waiters.clear();
      },
      failed: (failure) => {
        failed = failure;
        for (const { reject } of waiters) reject(failure);
        waiters.clear();
        onFailure(failure);
      },
    });
    return new SessionRecording(writer, waiters, () => failed);
  }

  /** Resolves once there is room again. @throws RecordingFailed */
  async drained(): Promise<void> {
    const failure = this.#failure();
    if (failure) throw failure;
    if (!this.writer.isPaused) return;
    await new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }));
  }

  /** @throws RecordingFailed */
  close(reason: string, together: WithTheEnd): Promise<EndedRecording> {
    return this.writer.close(reason, together);
  }
}
