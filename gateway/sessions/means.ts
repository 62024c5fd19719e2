/** What the doors of a gateway work with. */

import type { Logger } from '../../runtime/logger.ts';
import type { Store } from '../../store/store.ts';
import type { HandOvers } from '../../worker-calls/hand-overs.ts';

export interface GatewayMeans {
  readonly store: Store;
  readonly handOvers: HandOvers;
  /** Tells the workflow of a session's job that it has ended; returns at once. */
  readonly tellJobSoon: (jobId: number) => void;
  readonly logger: Logger;
  /** `gw_` and a ULID, new with each start. */
  readonly gatewayId: string;
  /** Not heard of for so long, the gateway has lost its sessions. */
  readonly leaseMs: number;
}
