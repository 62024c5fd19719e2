/** Events as others get them, with what is read for that: the name of the log, and the public ids of resources. */

import { type CloudEvent, cloudEventOf } from '../../domain/cloud-event.ts';
import type { NotificationEvent } from '../../domain/notification-event.ts';
import { headOf } from '../ledger/checkpoints.ts';
import type { Store } from '../store.ts';

/** In the order of `events`. */
export async function asCloudEvents(
  store: Store,
  organizationId: number,
  events: readonly NotificationEvent[],
): Promise<CloudEvent[]> {
  const ids = new Set(events.flatMap(({ resourceId }) => resourceId ?? []));
  const [head, resources] = await Promise.all([
    headOf(store, organizationId),
    store.models.resources.find({ _id: { $in: [...ids] }, organization_id: organizationId }, { public_id: 1 }).lean(),
  ]);
  const names = new Map(resources.map(({ _id, public_id }) => [_id, public_id]));
  const origin = head?.origin ?? `organizations/${organizationId}`;
  return events.map((event) =>
    cloudEventOf(event, {
      organizationId,
      origin,
      resourceName: event.resourceId === null ? null : (names.get(event.resourceId) ?? null),
    }),
  );
}
