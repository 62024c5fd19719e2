/** What bounds a delivery, however it is made. */

import type { NamedNetworks } from '../../runtime/named-networks.ts';

export interface SendLimits {
  /** Whether collectors may be on this machine. */
  readonly allowsLoopback: boolean;
  /** The private networks that are open; left out: all of them. */
  readonly networks?: NamedNetworks;
  /** For name, connection and TLS together. */
  readonly connectMs: number;
  /** For everything. */
  readonly totalMs: number;
  /** Aborted when the worker stops: what is under way is given up, and made again elsewhere. */
  readonly signal: AbortSignal;
}
