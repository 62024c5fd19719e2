/** What bounds a delivery, however it is made. */

export interface SendLimits {
  /** Whether collectors may be on this machine. */
  readonly allowsLoopback: boolean;
  /** For name, connection and TLS together. */
  readonly connectMs: number;
  /** For everything. */
  readonly totalMs: number;
  /** Aborted when the worker stops: what is under way is given up, and made again elsewhere. */
  readonly signal: AbortSignal;
}
