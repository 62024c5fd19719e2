/** Deletes old operational events where no retention policy is written: they are no evidence, and would grow for ever. */

import { DEFAULT_RETENTION, daysBefore } from '../../domain/retention.ts';
import { before } from '../../store/event-time.ts';
import { operationalEvents } from '../../store/operational-log.ts';
import type { Store } from '../../store/store.ts';

/** @returns how many there were. */
export async function removeOutdatedEvents(store: Store, now: Date): Promise<number> {
  const written = await store.models.retentionPolicies.distinct('_id');
  const outdated = before(daysBefore(now, DEFAULT_RETENTION.event_days));
  const { deletedCount } = await operationalEvents(store).deleteMany({
    ...outdated,
    organization_id: { $nin: written },
  });
  return deletedCount;
}
