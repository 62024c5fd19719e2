/** What follows the end of access to a credential: that it turns, so that what was known of it is worth nothing. */

import type { TurningStatus } from '../../domain/custody.ts';

export interface Turning {
  readonly status: TurningStatus;
  /** The last rotation that was asked for. */
  readonly job_id: number | null;
  /** How many have been. */
  readonly attempts: number;
  /** Of `due`: not before. */
  readonly next_at: Date | null;
}
