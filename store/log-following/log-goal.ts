/** Up to where a log has to be followed so that nothing is missing of what had happened by a time. */

import { timeOfId } from '../event-time.ts';
import { ledgerCollections } from '../ledger/collections.ts';
import type { Store } from '../store.ts';

export interface LogGoal {
  /** Whoever has followed the log up to here ... */
  readonly index: number;
  /** ... knows all that had happened by then. */
  readonly at: Date;
}

/**
 * What waits to be put into the tree is in no part of the log yet: all is there that had happened before the oldest of
 * that. It is asked before the size of the log: what leaves the one meanwhile is in the other.
 */
export async function logGoal(store: Store, organizationId: number, now: Date): Promise<LogGoal> {
  const { heads, pending } = ledgerCollections(store);
  const oldest = await pending.findOne({ log: organizationId }, { projection: { _id: 1 }, sort: { _id: 1 } });
  const head = await heads.findOne({ _id: organizationId }, { projection: { size: 1 } });
  const waitsSince = oldest === null ? Number.POSITIVE_INFINITY : timeOfId(oldest._id);
  return { index: head?.size ?? 0, at: new Date(Math.min(now.getTime(), waitsSince)) };
}
