/** Deletes old operational events: counts a page, and deletes it when the count is safe. */

import { firstIdOf } from '../../store/event-time.ts';
import { operationalEvents } from '../../store/operational-log.ts';
import type { Store } from '../../store/store.ts';
import type { AskedPruning } from './prune-batch.ts';

export interface CountedEvents {
  readonly counted: number;
  /** Those with a smaller id are counted, and deleted by the next batch; null: none are left. */
  readonly until: string | null;
  readonly isOver: boolean;
}

const PAGE = 5_000;

/**
 * One batch counts what the next one deletes, so that a batch that is done again does not lose the count. Ids begin with
 * the time of their event.
 */
export async function pruneEvents(
  store: Store,
  organizationId: number,
  { eventsBefore, isDryRun }: AskedPruning,
  { counted, until }: CountedEvents,
): Promise<CountedEvents> {
  const events = operationalEvents(store);
  const older = (id: string) => ({ organization_id: organizationId, _id: { $lt: id } });
  const end = firstIdOf(eventsBefore.getTime());
  if (isDryRun) return { counted: await events.countDocuments(older(end)), until: null, isOver: true };
  if (until !== null) await events.deleteMany(older(until));
  const [boundary] = await events
    .find(older(end), { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(PAGE)
    .limit(1)
    .toArray();
  const pageEnd = boundary?._id ?? end;
  const count = await events.countDocuments(older(pageEnd));
  return { counted: counted + count, until: count === 0 ? null : pageEnd, isOver: count === 0 };
}
