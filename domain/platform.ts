/** What a platform is where its maker says nothing. */

export interface PlatformTimeouts {
  /** To connect and authenticate. */
  readonly connect_ms: number;
  /** For one change at the target. */
  readonly operation_ms: number;
  /** How long to go on asking a target that has fallen silent in the middle of a change. */
  readonly settle_ms: number;
}

/** Two minutes outlast the restart of most targets; after that the next operation settles what is left open. */
export const DEFAULT_TIMEOUTS: PlatformTimeouts = { connect_ms: 10_000, operation_ms: 30_000, settle_ms: 120_000 };

/** How many resources of one device are worked on at once. */
export const DEFAULT_MAX_PARALLEL_PER_DEVICE = 4;
