/** When a recording is stored, when a session has to wait for it, and when it has to end. */

export interface RecordingLimits {
  /** What waits is stored once it is so much, */
  readonly chunkBytes: number;
  /** or once the first of it has waited so long. */
  readonly flushAfterMs: number;
  /** From so much on the session has to wait, */
  readonly pauseAtBytes: number;
  /** until it is no more than this. */
  readonly resumeAtBytes: number;
  /** More is never held: what goes on though it was to wait has to end. */
  readonly maxBacklogBytes: number;
  /** What has waited so long lets the session wait: what is typed meanwhile would leave no trace. */
  readonly pauseAfterMs: number;
  /** What has waited so long ends it. An election of MongoDB takes 12 s where its primary has died. */
  readonly failAfterMs: number;
}

const KIB = 1_024;

export const RECORDING_LIMITS: RecordingLimits = {
  chunkBytes: 64 * KIB,
  flushAfterMs: 1_000,
  pauseAtBytes: 1_024 * KIB,
  resumeAtBytes: 256 * KIB,
  maxBacklogBytes: 8 * 1_024 * KIB,
  pauseAfterMs: 3_000,
  failAfterMs: 20_000,
};
