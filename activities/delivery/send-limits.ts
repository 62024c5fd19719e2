/** What bounds a delivery, however it is made. */

import type { AddressRules } from '../../runtime/guarded-lookup.ts';

/** With where it may lead. */
export interface SendLimits extends AddressRules {
  /** For name, connection and TLS together. */
  readonly connectMs: number;
  /** For everything. */
  readonly totalMs: number;
  /** Aborted when the worker stops: what is under way is given up, and made again elsewhere. */
  readonly signal: AbortSignal;
}
